import { expect, test } from 'vitest'
import { manifestFile } from './layout.ts'
import { listManifests } from './list-manifests.ts'
import { MemoryStorage } from './memory-storage.ts'
import { readManifest, writeManifest } from './manifest.ts'
import { openStoreFolder } from './open-store-folder.ts'
import { openWriter } from './open-writer.ts'
import { rebuildManifest } from './rebuild-manifest.ts'
import { sampleEntry, sampleInfo, sampleResponse, sampleSession } from './samples.contract.ts'
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
  const listed = await listManifests(storage)
  expect(listed.map(({ manifest }) => manifest?.info.name)).toEqual(
    infos.map(({ name }, index) => (index === 3 ? undefined : name)),
  )
  expect(await listSessions(storage, 'trash')).toEqual([])
})

test('a manifest cannot be put into another session', async () => {
  const { id, storage } = await sampleSession()
  const info = sampleInfo({ name: 'other' })
  await writeManifest(storage, id, { info, counts: { requests: 0, bytes: 0, failed: 0 } })
  expect((await readManifest(storage, id))?.info.id).toBe(id)
})
