import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type ErrorCode, isHartifactError } from '../errors.ts'
import { openDiskStorage } from './disk-storage.ts'
import { storeFile } from './layout.ts'
import { readLocks, unlockSession } from './locks.ts'
import { openWriter } from './open-writer.ts'
import { loginName, ownIdentity } from './process-identity.ts'
import { sampleEntry, sampleSession } from './samples.contract.ts'
import { SessionIndex } from './session-index.ts'
import { lockFile } from './layout.ts'
import { readAdmins, writeAdmins } from './store-settings.ts'
import { temporaryFolder } from './temporary-folder.contract.ts'

const coded =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isHartifactError(error, code)

test('a lock is taken away by force, on record, and its writer cannot damage anything', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { id, storage } = await sampleSession(openDiskStorage(await temporaryFolder()))
  const faults: string[] = []
  const late = await openWriter(storage, id, 'capture', {
    onFault: (fault) => faults.push(fault.code),
  })
  await late.append({ t: 'req', entry: sampleEntry('before') })
  await expect(openWriter(storage, id, 'capture')).rejects.toSatisfy(coded('SESSION_LOCKED'))
  await expect(unlockSession(storage, id)).rejects.toSatisfy(coded('NOT_ALLOWED'))
  const lock = await unlockSession(storage, id, { force: true, reason: 'it hangs' })
  expect(lock).toMatchObject({
    segment: 1,
    state: 'revoked',
    holder: { pid: process.pid },
    revoked: { by: loginName(), reason: 'it hangs' },
  })
  const next = await openWriter(storage, id, 'capture')
  // It has not noticed yet: what it writes is in its own segment, and true.
  await late.append({ t: 'req', entry: sampleEntry('late') })
  await next.append({ t: 'req', entry: sampleEntry('next') })
  await vi.advanceTimersByTimeAsync(5_000)
  await vi.waitFor(() => expect(faults).toEqual(['SESSION_LOCKED']))
  await expect(late.append({ t: 'req', entry: sampleEntry('too late') })).rejects.toSatisfy(
    coded('SESSION_LOCKED'),
  )
  await Promise.all([late.close(), next.close()])
  const index = new SessionIndex(storage, id)
  await index.refresh()
  expect(index.ids()).toEqual(['before', 'late', 'next'])
  expect(index.damages).toEqual([])
  expect(index.lost).toEqual({ req: 1 })
  expect((await readLocks(storage, id)).map(({ state }) => state)).toEqual(['revoked', 'released'])
  expect(await unlockSession(storage, id)).toBeUndefined()
})

test('nobody but the holder and the admins of the store may', async () => {
  const { folder, id, storage } = await sampleSession()
  const own = await ownIdentity()
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  const holder = {
    ...own,
    pid: child.pid!,
    startTime: '',
    token: 'other',
    purpose: 'capture',
    user: 'somebody else',
    at: '2026-03-04T05:06:07.000Z',
  }
  await storage.create(lockFile(folder, 1), Buffer.from(JSON.stringify(holder)))
  await storage.replace(
    storeFile,
    Buffer.from('{"format":"hartifact-store","version":1,"admins":["eve"]}'),
  )
  await expect(unlockSession(storage, id, { force: true })).rejects.toThrow(
    /locked by somebody else.*admins of the store: eve.*\[NOT_ALLOWED\]/,
  )
  await expect(writeAdmins(storage, ['me'])).rejects.toSatisfy(coded('NOT_ALLOWED'))
  await storage.replace(storeFile, Buffer.from('{"format":"hartifact-store","version":1}'))
  await writeAdmins(storage, [loginName()!])
  expect(await readAdmins(storage)).toEqual([loginName()])
  expect(await unlockSession(storage, id, { force: true })).toMatchObject({ state: 'revoked' })
})

test('the lock of a dead process is none', async () => {
  const { folder, id, storage } = await sampleSession()
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await once(child, 'exit')
  const holder = {
    ...(await ownIdentity()),
    pid: child.pid!,
    token: 'x',
    purpose: 'capture',
    at: '',
  }
  await storage.create(lockFile(folder, 1), Buffer.from(JSON.stringify(holder)))
  expect((await readLocks(storage, id)).map(({ state }) => state)).toEqual(['dead'])
  const writer = await openWriter(storage, id, 'capture')
  expect(writer.segment).toBe(2)
  await writer.close()
})
