import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isHartifactError, type ErrorCode } from '../errors.ts'
import { openDiskStorage } from './disk-storage.ts'
import { FaultyStorage } from './faulty-storage.contract.ts'
import type { Purpose } from './journal-line.ts'
import { journalFile, lockFile, newSessionId } from './layout.ts'
import { MemoryStorage } from './memory-storage.ts'
import { openWriter } from './open-writer.ts'
import { ownIdentity } from './process-identity.ts'
import { sampleEntry, sampleSession } from './samples.contract.ts'
import type { LockHolder } from './segment-lock.ts'
import { listSegments } from './session-files.ts'
import { SessionIndex } from './session-index.ts'
import { sessionState } from './session-state.ts'
import type { Storage } from './storage.ts'
import { temporaryFolder } from './temporary-folder.contract.ts'

const coded =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isHartifactError(error, code)

/** A process that does nothing, to be alive and then dead. */
async function idleProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  return child
}

async function leaveLock(
  storage: Storage,
  folder: string,
  set: Partial<LockHolder>,
  segment = 1,
): Promise<void> {
  const own = await ownIdentity()
  const at = '2026-03-04T05:06:07.000Z'
  const holder: LockHolder = { ...own, token: 'somebody', purpose: 'capture', at, ...set }
  await storage.create(lockFile(folder, segment), Buffer.from(JSON.stringify(holder)))
}

test('of many that want to record into one session, one does', async () => {
  const folder = await temporaryFolder()
  const { id } = await sampleSession(openDiskStorage(folder))
  for (let round = 1; round <= 10; round++) {
    const opened = await Promise.allSettled(
      Array.from({ length: 8 }, async () => openWriter(openDiskStorage(folder), id, 'capture')),
    )
    const winners = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const losers = opened.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(winners).toHaveLength(1)
    expect(winners[0]!.segment).toBe(round)
    expect(losers.every(coded('SESSION_LOCKED'))).toBe(true)
    expect(losers[0].message).toContain(`process ${process.pid}`)
    await winners[0]!.close()
  }
})

test('of many that find a killed recorder, one takes over, and what was left stays', async () => {
  const child = await idleProcess()
  const store = await temporaryFolder()
  const { folder, id, storage } = await sampleSession(openDiskStorage(store))
  await leaveLock(storage, folder, { pid: child.pid!, startTime: '' })
  await storage.create(journalFile(folder, 1), Buffer.from('what was left'))
  await expect(openWriter(storage, id, 'capture')).rejects.toSatisfy(coded('SESSION_LOCKED'))
  expect(await sessionState(storage, id)).toBe('recording')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await sessionState(storage, id)).toBe('crashed')

  const opened = await Promise.allSettled(
    Array.from({ length: 8 }, async () => openWriter(openDiskStorage(store), id, 'capture')),
  )
  const winners = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(winners.map(({ segment }) => segment)).toEqual([2])
  expect(await sessionState(storage, id)).toBe('recording')
  await winners[0]!.close()
  expect(await sessionState(storage, id)).toBe('closed')
  expect(Buffer.from((await storage.readAll(journalFile(folder, 1)))!).toString()).toBe(
    'what was left',
  )
})

test('many purposes at once: every writer has a segment of its own', async () => {
  const store = await temporaryFolder()
  const { folder, id, storage } = await sampleSession(openDiskStorage(store))
  const purposes: Purpose[] = Array.from({ length: 12 }, (_, index) =>
    index % 3 === 0 ? 'capture' : 'edit',
  )
  const opened = await Promise.allSettled(
    purposes.map(async (purpose) => openWriter(openDiskStorage(store), id, purpose)),
  )
  const writers = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(writers).toHaveLength(9)
  expect(writers.map(({ segment }) => segment).toSorted((a, b) => a - b)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9,
  ])
  await Promise.all(writers.map(async (writer) => writer.close()))
  expect((await listSegments(storage, folder)).every(({ isReleased }) => isReleased)).toBe(true)
})

test('editing keeps nobody from recording, and recording nobody from editing', async () => {
  const { id, storage } = await sampleSession()
  const edit = await openWriter(storage, id, 'edit')
  const capture = await openWriter(storage, id, 'capture')
  const other = await openWriter(new MemoryStorage(storage.tree), id, 'edit')
  expect([edit.segment, capture.segment, other.segment]).toEqual([1, 2, 3])
  await capture.close()
  expect(await sessionState(storage, id)).toBe('closed')
  await edit.close()
  await other.close()
})

test('a pid that belongs to another process by now does not hold a lock', async () => {
  const { folder, id, storage } = await sampleSession()
  await leaveLock(storage, folder, { startTime: 'long ago' })
  await (await openWriter(storage, id, 'capture')).close()
  expect((await listSegments(storage, folder)).map(({ segment }) => segment)).toEqual([1, 2])
})

test.each([
  ['another machine', { host: 'elsewhere' }],
  ['another boot or container', { bootId: 'another' }],
  ['another thread of this process', {}],
])('%s holds its lock as long as its heart beats', async (_name, set) => {
  const store = await temporaryFolder()
  const { folder, id, storage } = await sampleSession(openDiskStorage(store))
  await leaveLock(storage, folder, set)
  await expect(openWriter(storage, id, 'capture')).rejects.toSatisfy(coded('SESSION_LOCKED'))
  const old = new Date(Date.now() - 61_000)
  await utimes(join(store, lockFile(folder, 1)), old, old)
  const writer = await openWriter(storage, id, 'capture')
  expect(writer.segment).toBe(2)
  await writer.close()
})

test('a lock that cannot be read counts as long as it is fresh', async () => {
  const { folder, id, storage } = await sampleSession()
  await storage.create(lockFile(folder, 1), new Uint8Array())
  await expect(openWriter(storage, id, 'capture')).rejects.toSatisfy(coded('SESSION_LOCKED'))
})

test('there is nothing to write to in a session that is not there', async () => {
  const { id, storage } = await sampleSession()
  const missing = coded('NAME_NOT_FOUND')
  await expect(openWriter(storage, newSessionId(), 'edit')).rejects.toSatisfy(missing)
  await expect(sessionState(storage, newSessionId())).rejects.toSatisfy(missing)
  await expect(openWriter(storage, `${id}/..`, 'edit')).rejects.toSatisfy(coded('INVALID_ARGUMENT'))
})

test('whatever fails while a writer is opened, it says so and the next one can be opened', async () => {
  for (let call = 1; ; call++) {
    const { id, storage } = await sampleSession()
    const faulty = new FaultyStorage(storage, { call, code: 'EMFILE' })
    const [opened] = await Promise.allSettled([openWriter(faulty, id, 'capture')])
    if (opened.status === 'fulfilled') await opened.value.close()
    else expect(opened.reason).toSatisfy(coded('STORE_UNWRITABLE'))
    if (faulty.failed === 0) break
    const writer = await openWriter(storage, id, 'capture')
    await writer.append({ t: 'req', entry: sampleEntry('one') })
    await writer.close()
    const index = new SessionIndex(storage, id)
    await index.refresh()
    expect(index.count).toBe(1)
    expect(index.info.name).toBe('Login Flow')
  }
})
