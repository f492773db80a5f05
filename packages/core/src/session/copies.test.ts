import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { isHartifactError } from '../errors.ts'
import { openWriter, removeSession } from '../store/index.ts'
import { sampleEntry } from '../store/samples.contract.ts'
import { temporaryFolder } from '../store/temporary-folder.contract.ts'
import { addSample, idsOf, recordSample, sampleStore } from './session-samples.contract.ts'
import { openStore } from './session-store.ts'

test('what is appended after clearing is seen, although its ids were there', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'One', ['1-000001'])
  await recordSample(store, 'Two', ['1-000001'])
  await session.clear()
  await session.append('Two')
  expect(await idsOf(session)).toHaveLength(1)
  await store.restore(session.id)
  expect(await idsOf(session)).toHaveLength(2)
})

test('copies that are added at once, and a recording meanwhile, lose nothing', async () => {
  const store = await sampleStore()
  const session = await store.create('All')
  for (const name of ['One', 'Two']) await recordSample(store, name, ['1-000001', 'a'])
  const recording = await openWriter(store.storage, session.id, 'capture')
  await Promise.all(['One', 'Two'].map(async (name) => (await store.open('All')).append(name)))
  await recording.append({ t: 'req', entry: sampleEntry('1-000001') })
  await recording.close()
  expect(await idsOf(session)).toHaveLength(5)
  expect((await session.verify()).problems).toEqual([])
})

test('a copy can be recorded into like what it was copied from', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'One', ['1-000001'])
  await addSample(store, session.id, ['2-000001'])
  const copy = await session.duplicate()
  await addSample(store, copy.id, ['2-000001'])
  expect(await idsOf(copy)).toEqual(['1-000001', '2-000001.1', '2-000001'])
})

test('a session says that entries were added which nobody redacted', async () => {
  const store = await sampleStore()
  const file = `${await temporaryFolder()}/raw.har`
  await writeFile(file, JSON.stringify({ log: { version: '1.2', entries: [{}] } }))
  const raw = await store.import(file, { name: 'Raw', redact: 'off' })
  for (const name of ['Imported', 'Appended']) await recordSample(store, name, ['a'])
  await store.import(file, { into: 'Imported', redact: 'off' })
  await (await store.open('Appended')).append(raw.session)
  const rows = await store.list()
  expect(rows.map(({ info }) => info.redaction)).toEqual(['off', 'off', 'off'])
})

test('pages that a browser calls by their addresses bring no secrets in', async () => {
  const store = await sampleStore()
  const file = `${await temporaryFolder()}/chrome.har`
  const pages = [1, 2].map((page) => ({
    id: `page_${page}`,
    title: `https://api.test/cb?access_token=s3cret${page}`,
  }))
  await writeFile(file, JSON.stringify({ log: { version: '1.2', pages, entries: [] } }))
  const { session } = await store.import(file)
  expect(session.steps).toHaveLength(2)
  expect(JSON.stringify([session.info, session.steps])).not.toContain('s3cret')
})

test('what was deleted does not come back with the next union, and can be restored', async () => {
  const [shard, store] = [await sampleStore(), await sampleStore()]
  const { id } = await recordSample(shard, 'One', ['a'])
  await store.unite([shard.location])
  await (await store.open(id)).delete()
  expect(await store.unite([shard.location])).toMatchObject({ added: [], present: [id] })
  expect(await idsOf(await store.restore(id))).toEqual(['a'])
})

test('two who empty the trash at once do not disturb each other', async () => {
  const store = await sampleStore()
  for (let count = 0; count < 10; count++) await (await store.create(`x${count}`)).delete()
  await using other = await openStore(store.location)
  await Promise.all([store.purge(), other.purge()])
  expect(await store.summaries({ trash: true })).toEqual([])
})

test('a name is found although whoever gave it was killed before the list knew', async () => {
  const store = await sampleStore()
  const session = await store.create('Old')
  await store.summaries()
  const writer = await openWriter(store.storage, session.id, 'edit')
  await writer.append({ t: 'info', set: { name: 'New' } })
  await writer.close()
  expect((await store.open('New')).id).toBe(session.id)
})

test('a session that is removed while sessions are listed is left out', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'One', ['a'])
  const { storage } = store
  const read = storage.read.bind(storage)
  storage.read = async (...parameters) => {
    await removeSession(storage, session.id)
    return read(...parameters)
  }
  expect(await store.list()).toEqual([])
  await expect(store.open('One')).rejects.toSatisfy((error) =>
    isHartifactError(error, 'NAME_NOT_FOUND'),
  )
})
