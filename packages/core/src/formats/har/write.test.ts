import * as zlib from 'node:zlib'
import { expect, test } from 'vitest'
import type { Entry } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import type { Loss, SessionSource } from '../format.ts'
import { loadFixture, type MemorySession, sha256, sourceOf } from '../session-fixtures.contract.ts'
import { schemaFaults, writeHar } from './har-files.contract.ts'
import { readHar } from './read.ts'
import { har } from './write.ts'

test('writes one entry per line, each when it is asked for', async () => {
  const session = loadFixture('failures')
  let asked = 0
  const source: SessionSource = {
    ...sourceOf(session),
    async *entries() {
      for (const entry of session.entries) {
        asked += 1
        yield entry
      }
    },
  }
  const chunks = har.write(source, [])[Symbol.asyncIterator]()
  const first = await chunks.next()
  expect(String(first.value).endsWith('"entries":[')).toBe(true)
  expect(asked).toBe(0)
  let text = String(first.value)
  for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) {
    text += String(chunk.value)
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(asked + 2)
  }
  expect(asked).toBe(session.entries.length)
  const lines = text.split('\n').slice(1, 1 + asked)
  const ids = lines.map((line) => (JSON.parse(line.replace(/,$/, '')) as EntryLine)._hartifact.id)
  expect(ids).toEqual(session.entries.map(({ id }) => id))
})

test('leaves out a body above the limit, says so, and keeps the rest', async () => {
  const session = sessionOf('0123456789', [])
  const { file, losses, text } = await writeHar(session, { maxBodySize: 9 })
  expect(schemaFaults(file)).toEqual([])
  const what = 'The body of 10 bytes is longer than the limit of 9.'
  expect(losses).toEqual([{ entry: 0, what: `Body of the response: ${what}` }])
  expect(file.log.entries[0]!.response.content).toEqual({
    size: 10,
    mimeType: 'x-unknown',
    comment: what,
  })
  const read = readHar(text)
  expect(read.entries).toStrictEqual(session.entries)
  expect(read.bodies.size).toBe(0)
  expect(read.issues).toHaveLength(1)
})

test('does not read a body that is too long for a string', async () => {
  const session = sessionOf('', [])
  const size = 400 * 1024 * 1024
  const entry = session.entries[0]!
  const response = { ...entry.response!, body: { sha256: 'ff'.repeat(32), size } }
  const losses: Loss[] = []
  const source: SessionSource = {
    ...sourceOf({ ...session, entries: [{ ...entry, response }] }),
    readBody: () => Promise.reject(new Error('was read')),
  }
  let text = ''
  for await (const chunk of har.write(source, losses, { maxBodySize: Infinity }))
    text += String(chunk)
  expect(losses).toHaveLength(1)
  expect(losses[0]!.what).toContain(`of ${size} bytes is longer than the limit`)
  expect(text).not.toContain('was read')
})

test('stops decoding a bomb at the limit, and keeps its bytes on the wire', async () => {
  const bomb = zlib.gzipSync(Buffer.alloc(100_000, 'a'))
  const session = sessionOf(bomb, [['Content-Encoding', 'gzip']])
  const { file, text } = await writeHar(session, { maxBodySize: 1000 })
  const { content } = file.log.entries[0]!.response
  expect(content.text).toBe('a'.repeat(1000))
  expect(content.size).toBe(-1)
  expect(content.comment).toBe('Decoding gzip gives more than 1000 bytes.')
  expect(readHar(text).bodies).toEqual(session.bodies)
})

test('writes an entry of many megabytes in pieces', async () => {
  const body = 'tea and "quotes" \u{1F511}\n'.repeat(1_000_000)
  const session = sessionOf(body, [['Content-Type', 'text/plain']])
  let longest = 0
  let text = ''
  for await (const chunk of har.write(sourceOf(session), [])) {
    longest = Math.max(longest, chunk.length)
    text += String(chunk)
  }
  expect(longest).toBeLessThan(3 * 1024 * 1024)
  const read = readHar(text)
  expect(read.entries).toStrictEqual(session.entries)
  expect(read.issues).toEqual([])
})

test('keeps the bytes on the wire only where they differ, and only if wanted', async () => {
  const coded = sessionOf(zlib.gzipSync('tea'), [['Content-Encoding', 'gzip']])
  const plain = sessionOf('tea', [['Content-Encoding', 'identity']])
  const body = async (session: MemorySession, wireBodies: boolean): Promise<object> => {
    const { file } = await writeHar(session, { wireBodies })
    return file.log.entries[0]!._hartifact.response!.body!
  }
  expect(await body(coded, true)).toHaveProperty('wire')
  expect(await body(coded, false)).toMatchObject({ kept: 'decoded' })
  const [ref] = [...plain.bodies.keys()]
  expect(await body(plain, true)).toEqual({ sha256: ref })
  const { text } = await writeHar(coded, { wireBodies: false })
  const read = readHar(text)
  expect(read.entries[0]!.response!.body).toEqual({
    sha256: sha256(bytes('tea')),
    size: 3,
    decodedSize: 3,
  })
  expect([...read.bodies.values()]).toEqual([bytes('tea')])
  expect(read.issues).toEqual([
    { entry: 0, what: 'The file holds the response body only without its content coding.' },
  ])
})

interface EntryLine {
  readonly _hartifact: { readonly id: string }
}

/** A session of one entry whose response has this body. */
function sessionOf(body: string | Uint8Array, headers: HeaderList): MemorySession {
  const wire = typeof body === 'string' ? bytes(body) : new Uint8Array(body)
  const hash = sha256(wire)
  const { entries, ...session } = loadFixture('event-stream')
  const { messages: _, ...entry } = entries[0]!
  const response = { ...entry.response!, headers, body: { sha256: hash, size: wire.length } }
  const only: Entry = { ...entry, response }
  return { ...session, entries: [only], bodies: new Map([[hash, wire]]) }
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
