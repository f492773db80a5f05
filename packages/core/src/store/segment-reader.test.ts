import { expect, test } from 'vitest'
import { encodeLine, longestLine } from './journal.ts'
import { MemoryStorage } from './memory-storage.ts'
import { sampleEntry, scanAll } from './samples.contract.ts'
import { readLine, scanSegment } from './segment-reader.ts'

const path = 'seg-0007.ndjson'
const line = (id: string, padding = 0): Buffer =>
  encodeLine({
    t: 'req',
    entry: sampleEntry(id, { connection: 'x'.repeat(padding) }),
  })

async function journal(...parts: Array<Uint8Array | string>): Promise<MemoryStorage> {
  const storage = new MemoryStorage()
  await storage.create(path, Buffer.concat(parts.map((part) => Buffer.from(part))))
  return storage
}

async function summary(storage: MemoryStorage, from?: number): Promise<string[]> {
  const items = await scanAll(storage, path, from)
  return items.map((item) => {
    if ('damage' in item) return `${item.damage.reason} ${item.damage.offset}+${item.damage.length}`
    return item.line.t === 'req' ? item.line.entry.id : item.line.t
  })
}

test('damage is told with its place, and reading goes on after the next newline', async () => {
  const [one, two] = [line('one'), line('two')]
  const flipped = Buffer.from(two)
  flipped[20]! ^= 1
  const storage = await journal(one, 'garbage\n', '\0'.repeat(50), '\n\n', flipped, two)
  const at = one.length
  expect(await summary(storage)).toEqual([
    'one',
    `torn ${at}+7`,
    `torn ${at + 8}+50`,
    `checksum ${at + 60}+${two.length - 1}`,
    'two',
  ])
})

test('lines longer than what is read at once come whole, and so do the lines after them', async () => {
  const long = 3 * 1024 * 1024
  const storage = await journal(line('a'), line('b', long), line('c'), line('d', long), line('e'))
  expect(await summary(storage)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('endless bytes without a newline are passed over', async () => {
  const first = line('first')
  const size = longestLine * 2 + 12_345
  const storage = await journal(first, Buffer.alloc(size), '\n', line('last'))
  expect(await summary(storage)).toEqual(['first', `too-long ${first.length}+${size}`, 'last'])
})

test('a line that is being written is not told until it is whole', async () => {
  const storage = new MemoryStorage()
  const file = (await storage.open(path))!
  const bytes = Buffer.concat([line('one'), line('two'), line('three')])
  const seen: string[] = []
  let from = 0
  for (const byte of bytes) {
    await file.append([Uint8Array.of(byte)])
    for await (const { items, next } of scanSegment(storage, path, from)) {
      for (const item of items) {
        seen.push('line' in item && item.line.t === 'req' ? item.line.entry.id : 'damage')
      }
      from = next
    }
  }
  expect(seen).toEqual(['one', 'two', 'three'])
})

test('a place that was told gives the line again, or nothing when it has changed', async () => {
  const storage = await journal(line('one'), 'torn\n', line('two'))
  const [one, , two] = await scanAll(storage, path)
  if (!one || !two || !('line' in one) || !('line' in two)) expect.fail('lines are missing')
  expect(await readLine(storage, path, two.offset, two.length)).toEqual(two.line)
  expect(await readLine(storage, path, two.offset + 1, two.length)).toBeUndefined()
})

test('a journal that is not there has no lines', async () => {
  expect(await summary(new MemoryStorage())).toEqual([])
})
