import { expect, test } from 'vitest'
import { encodeLine } from './journal.ts'
import type { JournalLine } from './journal-line.ts'
import { manifestFile } from './layout.ts'
import { listManifests, listStoredManifests } from './list-manifests.ts'
import { MemoryStorage } from './memory-storage.ts'
import { readManifest, writeManifest } from './manifest.ts'
import { openStoreFolder } from './open-store-folder.ts'
import { openWriter } from './open-writer.ts'
import { rebuildManifest } from './rebuild-manifest.ts'
import { sampleEntry, sampleInfo, sampleResponse, sampleSession } from './samples.contract.ts'
import { revokeSegment } from './segment-lock.ts'
import { createSession, listSessions } from './session-files.ts'

test('a manifest is made anew from the segments alone', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const body = writer.body()
  void body.write(new Uint8Array(3000))
  const request = { ...sampleEntry('a').request, body: body.end() }
  void writer.append({ t: 'req', entry: sampleEntry('a', { request }) })
  void writer.append(sampleResponse('a'))
  const startedAt = '2026-03-04T06:00:00.000000Z'
  void writer.append({ t: 'req', entry: sampleEntry('b', { startedAt }) })
  void writer.append({ t: 'info', set: { name: 'Renamed', owner: 'ann' } })
  await writer.close()
  await storage.remove(manifestFile(folder))
  const manifest = await rebuildManifest(storage, id)
  expect(manifest).toEqual({
    info: {
      id,
      name: 'Renamed',
      owner: 'ann',
      createdAt: '2026-03-04T05:06:07.000Z',
      redaction: 'default',
      state: 'closed',
    },
    counts: { requests: 2, bytes: 3000, failed: 1, lastActivity: startedAt },
    extent: {
      files: ['lock.0001', 'lock.0001.released', 'seg-0001.ndjson', 'seg-0001.pack'],
      size: expect.any(Number),
      modifiedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  })
  expect(await readManifest(storage, id)).toEqual(manifest)
})

test('what is no manifest of this session counts as none', async () => {
  const { folder, id, storage } = await sampleSession()
  const good = (await storage.readAll(manifestFile(folder)))!
  const text = Buffer.from(good).toString()
  const bad = [
    '',
    'null',
    '{}',
    text.slice(0, -9),
    text.replace(id, 'other'),
    text.replace(': 1', ': 2'),
  ]
  for (const content of bad) {
    await storage.replace(manifestFile(folder), Buffer.from(content))
    expect(await readManifest(storage, id)).toBeUndefined()
  }
  await storage.replace(manifestFile(folder), good)
  expect(await readManifest(storage, id)).toMatchObject({ info: { name: 'Login Flow' } })
})

test('sessions are listed oldest first, with what their manifests say', async () => {
  const storage = new MemoryStorage()
  await openStoreFolder(storage)
  const infos = Array.from({ length: 100 }, (_, index) => sampleInfo({ name: `session ${index}` }))
  for (const info of infos.toReversed()) await createSession(storage, info)
  await storage.makeFolder('sessions/not-a-session')
  await storage.remove(manifestFile(`sessions/${infos[3]!.id}`))
  expect(await listSessions(storage)).toEqual(infos.map(({ id }) => id))
  const listed = await listStoredManifests(storage)
  expect(listed.map(({ manifest }) => manifest?.info.name)).toEqual(
    infos.map(({ name }, index) => (index === 3 ? undefined : name)),
  )
  expect(await listSessions(storage, 'trash')).toEqual([])
})

test('what is written while a manifest is made is counted by the next one', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  await writer.append({ t: 'req', entry: sampleEntry('a') })
  await revokeSegment(storage, folder, 1, { by: 'ann', at: '2026-03-04T05:06:07.000Z' })
  const read = storage.read.bind(storage)
  storage.read = async (path, ...range) => {
    const bytes = await read(path, ...range)
    storage.read = read
    // A writer that does not know yet that it has lost its lock.
    await writer.append({ t: 'req', entry: sampleEntry('b') })
    return bytes
  }
  await listManifests(storage)
  expect((await listManifests(storage))[0]?.manifest.counts.requests).toBe(2)
  await writer.close()
})

test('a manifest cannot be put into another session', async () => {
  const { id, storage } = await sampleSession()
  const info = sampleInfo({ name: 'other' })
  await writeManifest(storage, id, { info, counts: { requests: 0, bytes: 0, failed: 0 } })
  expect((await readManifest(storage, id))?.info.id).toBe(id)
})

test('a list is true: what was written since the manifest counts, and is kept for the next list', async () => {
  const { folder, id, storage } = await sampleSession()
  const requests = async (): Promise<number | undefined> =>
    (await listManifests(storage)).find((one) => one.id === id)?.manifest.counts.requests
  expect(await requests()).toBe(0)
  const writer = await openWriter(storage, id, 'capture')
  await writer.append({ t: 'req', entry: sampleEntry('a') })
  expect(await requests()).toBe(1)
  await writer.append({ t: 'req', entry: sampleEntry('b') })
  expect(await requests()).toBe(2)
  await writer.close()
  expect(await requests()).toBe(2)
  const kept = await readManifest(storage, id)
  expect(kept).toMatchObject({ counts: { requests: 2 }, info: { state: 'closed' } })
  // From now on the manifest is all that is read.
  await storage.replace(
    manifestFile(folder),
    Buffer.from(JSON.stringify({ version: 1, ...kept, counts: { ...kept!.counts, requests: 7 } })),
  )
  expect(await requests()).toBe(7)
  const editor = await openWriter(storage, id, 'edit')
  await editor.close()
  expect(await requests()).toBe(2)
})

test('the journal of a killed writer may have grown since the manifest was made', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  await writer.append({ t: 'req', entry: sampleEntry('a') })
  // Somebody else has taken it over, so nobody holds it, and it has no last line.
  await storage.create(`${folder}/lock.0001.revoked`, Buffer.from('{}'))
  const counted = async (): Promise<number | undefined> =>
    (await listManifests(storage))[0]?.manifest.counts.requests
  expect(await counted()).toBe(1)
  expect((await readManifest(storage, id))?.extent?.growing).toEqual({ 1: expect.any(Number) })
  await writer.append({ t: 'req', entry: sampleEntry('b') })
  expect(await counted()).toBe(2)
  await writer.close()
})

test('a session that goes away while all are listed is left out', async () => {
  const { folder, id, storage } = await sampleSession()
  const list = storage.list.bind(storage)
  storage.list = async (path) => {
    const names = await list(path)
    if (path === 'sessions') await storage.remove(folder)
    return names
  }
  expect(await listManifests(storage)).toEqual([])
  expect(id).not.toBe('')
})

test('a session of a later version does not hide the others', async () => {
  const { folder, id, storage } = await sampleSession()
  const other = sampleInfo({ name: 'other' })
  await createSession(storage, other)
  const line = encodeLine({ t: 'hdr', v: 99 } as unknown as JournalLine)
  await storage.create(`${folder}/seg-0001.ndjson`, line)
  const names = (await listManifests(storage)).map(({ manifest }) => manifest.info.name)
  expect(names.toSorted()).toEqual([id, 'other'].toSorted())
})
