import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeLine, encodeLine } from './journal.ts'
import type { JournalLine } from './journal-line.ts'
import { MemoryStorage } from './memory-storage.ts'
import { sampleEntry, sampleResponse, scanAll } from './samples.contract.ts'
import type { Scanned } from './segment-reader.ts'

const newline = 0x0a

const records: JournalLine[] = Array.from({ length: 40 }, (_, index) =>
  index % 3 === 0
    ? { t: 'req', entry: sampleEntry(`e${index}`) }
    : index % 3 === 1
      ? sampleResponse(`e${index - 1}`)
      : { t: 'body', sha256: 'ab'.repeat(32), size: index, kept: index, inline: 'aGVsbG8=' },
)
const encoded = records.map((record) => encodeLine(record))
const journal = Buffer.concat(encoded)
const texts = records.map((record) => JSON.stringify(record))

async function scan(bytes: Uint8Array): Promise<Scanned[]> {
  const storage = new MemoryStorage()
  await storage.create('seg-0001.ndjson', bytes)
  return scanAll(storage, 'seg-0001.ndjson')
}

async function linesIn(bytes: Uint8Array): Promise<string[]> {
  const items = await scan(bytes)
  return items.flatMap((item) => ('line' in item ? [JSON.stringify(item.line)] : []))
}

test('a line is JSON that other tools can read, with the check as its last key', () => {
  const text = encodeLine({ t: 'lost', what: 'ü', count: 3 }).toString()
  expect(text).toBe('{"t":"lost","what":"ü","count":3,"_c":"edded9b5"}\n')
  expect(JSON.parse(text)).toEqual({ t: 'lost', what: 'ü', count: 3, _c: 'edded9b5' })
})

test('any line comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { noNullPrototype: true }),
      (fields) => {
        delete fields['_c']
        const line = { ...fields, t: 'unknown' } as unknown as JournalLine
        const bytes = encodeLine(line)
        expect(bytes.indexOf(newline)).toBe(bytes.length - 1)
        expect(JSON.stringify(decodeLine(bytes.subarray(0, -1)))).toBe(JSON.stringify(line))
      },
    ),
  )
})

test('what a later version writes is left as it is', () => {
  const later = { t: 'later', deep: { a: [1, null] }, _d: 'x' } as unknown as JournalLine
  expect(decodeLine(encodeLine(later).subarray(0, -1))).toEqual(later)
})

test('what JSON cannot hold is refused', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const line = { t: 'info', set: circular } as unknown as JournalLine
  expect(() => encodeLine(line)).toThrow(/INVALID_ARGUMENT/)
})

test.each(['', '{}', 'null', '{"t":"end"}', '{"_c":"00000000"}', '{,"_c":"15d54739"}'])(
  'not a line: %s',
  (text) => {
    expect(decodeLine(Buffer.from(text))).toBe('torn')
  },
)

test('JSON with a right check that is no line is not taken for one', () => {
  for (const value of [{ t: 1 }, { a: 'b' }]) {
    const bytes = encodeLine(value as unknown as JournalLine)
    expect(decodeLine(bytes.subarray(0, -1))).toBe('torn')
  }
})

test('cut off after any byte, a journal gives all whole lines and nothing else', async () => {
  const ends = encoded.map((_, index) => Buffer.concat(encoded.slice(0, index + 1)).length)
  for (let cut = 0; cut <= journal.length; cut++) {
    const items = await scan(journal.subarray(0, cut))
    // A line that lacks only its newline is whole.
    const whole = ends.filter((end) => end - 1 <= cut).length
    expect(items).toHaveLength(whole)
    const lines = items.map((item) => ('line' in item ? JSON.stringify(item.line) : ''))
    expect(lines).toEqual(texts.slice(0, whole))
  }
})

test('whatever bit of whatever byte flips: never a wrong line, never more than two lost', async () => {
  // A flip can reach its own line and, through a newline, the next one: three lines show all of it.
  for (let first = 0; first + 2 < encoded.length; first += 3) {
    const three = encoded.slice(first, first + 3)
    const before = three.map((line) => JSON.stringify(decodeLine(line.subarray(0, -1))))
    const bytes = Buffer.concat(three)
    for (let position = 0; position < bytes.length * 4; position++) {
      const [index, bit] = [position >> 2, [0, 3, 5, 6][position & 3]!]
      const damaged = Buffer.from(bytes)
      damaged[index] = bytes[index]! ^ (1 << bit)
      const lines = await linesIn(damaged)
      const wrong = lines.filter((line) => !before.includes(line))
      if (wrong.length > 0) expect.fail(`bit ${bit} of byte ${index} was not seen: ${wrong[0]}`)
      const left = index === bytes.length - 1 ? [2] : [1, 2]
      if (!left.includes(lines.length)) {
        expect.fail(`bit ${bit} of byte ${index}: ${lines.length} lines of 3`)
      }
    }
  }
})

test('any bytes in place of any part of a journal never give a wrong line', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(journal.length),
      fc.nat(2000),
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(5000).map((size) => new Uint8Array(size)),
      ),
      async (from, length, garbage) => {
        const after = journal.subarray(from + length)
        const lines = await linesIn(Buffer.concat([journal.subarray(0, from), garbage, after]))
        expect(lines.filter((line) => !texts.includes(line))).toEqual([])
        const untouched =
          encoded.filter((_, index) => endOf(index) < from).length +
          encoded.filter((_, index) => endOf(index - 1) > from + length).length
        expect(lines.length).toBeGreaterThanOrEqual(untouched)
      },
    ),
    { numRuns: 300 },
  )
})

function endOf(index: number): number {
  return encoded.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0)
}
