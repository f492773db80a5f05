import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDiskStorage } from './disk-storage.ts'
import { openWriter } from './open-writer.ts'
import { sampleEntry, sampleResponse, sampleSession } from './samples.contract.ts'
import { temporaryFolder } from './temporary-folder.contract.ts'
import { verifySession } from './verify-session.ts'

/** A session of ten entries on disk, half of their bodies in the pack. */
async function session() {
  const root = await temporaryFolder()
  const { folder, id, storage } = await sampleSession(openDiskStorage(root))
  const writer = await openWriter(storage, id, 'capture')
  for (let number = 0; number < 10; number++) {
    const body = writer.body()
    void body.write(Buffer.alloc(number % 2 === 0 ? 100 : 3000, number))
    const entry = sampleEntry(`1-00000${number}`)
    const request = { ...entry.request, body: body.end() }
    void writer.append({ t: 'req', entry: { ...entry, request } })
    void writer.append(sampleResponse(entry.id))
  }
  await writer.close()
  const file = (name: string): string => join(root, folder, name)
  return { id, storage, journal: file('seg-0001.ndjson'), pack: file('seg-0001.pack') }
}

async function flip(path: string, offset: number): Promise<() => Promise<void>> {
  const bytes = await readFile(path)
  const original = Buffer.from(bytes)
  bytes[offset] = bytes[offset]! ^ 0x10
  await writeFile(path, bytes)
  return async () => writeFile(path, original)
}

test('a whole session has no problems', async () => {
  const { id, storage } = await session()
  expect(await verifySession(storage, id)).toEqual({
    entries: 10,
    bodies: 10,
    bytes: 5 * 100 + 5 * 3000,
    problems: [],
  })
})

test('a flipped bit in the journal is found, and its entry named', async () => {
  const { id, journal, storage } = await session()
  const text = await readFile(journal, 'latin1')
  for (const number of [0, 4, 9]) {
    const entry = `1-00000${number}`
    for (const line of [`"t":"req","entry":{"id":"${entry}"`, `"t":"res","id":"${entry}"`]) {
      const undo = await flip(journal, text.indexOf(line) + line.length + 30)
      const { problems } = await verifySession(storage, id)
      expect(problems[0]).toMatchObject({
        entry,
        place: expect.stringMatching(/^seg-0001\.ndjson:\d+$/),
      })
      await undo()
    }
  }
})

test('a flipped bit anywhere in the pack is found, and its entry named', async () => {
  const { id, pack, storage } = await session()
  for (let body = 0; body < 5; body++) {
    for (const offset of [0, 1, 1500, 2999]) {
      const undo = await flip(pack, body * 3000 + offset)
      const { problems } = await verifySession(storage, id)
      expect(problems).toMatchObject([
        {
          entry: `1-00000${body * 2 + 1}`,
          position: body * 2 + 1,
          what: expect.stringContaining('damaged'),
        },
      ])
      await undo()
    }
  }
})

test('no flipped bit of the journal goes unnoticed', async () => {
  const { id, journal, storage } = await session()
  const { length } = await readFile(journal)
  for (let offset = 0; offset < length; offset += 97) {
    const undo = await flip(journal, offset)
    expect((await verifySession(storage, id)).problems.length, `offset ${offset}`).toBeGreaterThan(
      0,
    )
    await undo()
  }
})

test('what a living writer has not finished is no problem', async () => {
  const { id, storage } = await session()
  const writer = await openWriter(storage, id, 'capture')
  await writer.append({ t: 'req', entry: sampleEntry('open') })
  expect((await verifySession(storage, id)).problems).toEqual([])
  await writer.close()
})
