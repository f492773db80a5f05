import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { BodyRef } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import type { ContentKind } from './content.ts'
import { hashOf } from './digest.ts'
import { readContent } from './read-content.ts'

const plain = new TextEncoder().encode('{"a":1}')

function refOf(bytes: Uint8Array, more: Partial<BodyRef> = {}): BodyRef {
  return { sha256: hashOf(bytes), size: bytes.length, ...more }
}

function headersOf(contentType: string, coding = ''): HeaderList {
  return [
    ...(contentType === '' ? [] : ([['Content-Type', contentType]] as const)),
    ...(coding === '' ? [] : ([['content-encoding', coding]] as const)),
  ]
}

const json = 'application/json; charset=utf-8'

describe('readContent', () => {
  test('a body without coding', async () => {
    const content = await readContent(plain, refOf(plain), headersOf(json))
    expect(content).toMatchObject({
      mediaType: 'application/json',
      kind: 'json',
      bytes: plain,
      hash: hashOf(plain),
      size: 7,
      wireSize: 7,
      codings: [],
    })
    expect(content.problem).toBeUndefined()
    const tree = content.tree()
    expect(tree).toEqual({ a: 1 })
    expect(content.tree()).toBe(tree)
    content.release()
    expect(content.tree()).not.toBe(tree)
  })

  test('equal bodies have equal hashes, however they are compressed', async () => {
    for (const [coding, wire] of [
      ['gzip', gzipSync(plain)],
      ['BR', brotliCompressSync(plain)],
    ] as const) {
      expect(await readContent(wire, refOf(wire), headersOf(json, coding))).toMatchObject({
        bytes: plain,
        hash: hashOf(plain),
        size: 7,
        wireSize: wire.length,
        codings: [coding.toLowerCase()],
      })
    }
  })

  test('a body that an archive holds without its coding', async () => {
    for (const coding of ['gzip', 'br', 'deflate', 'zstd']) {
      const ref = refOf(plain, { decodedSize: plain.length })
      const content = await readContent(plain, ref, headersOf(json, coding))
      expect(content.problem).toBeUndefined()
      expect(content.tree()).toEqual({ a: 1 })
    }
  })

  test('bytes that were not kept', async () => {
    const ref = { sha256: 'f00', size: 9, decodedSize: 20 }
    const content = await readContent(undefined, ref, headersOf(json, 'gzip'))
    expect(content).toMatchObject({ problem: 'missing', hash: 'f00', size: 20, wireSize: 9 })
    expect(content.tree()).toEqual({ size: 20, sha256: 'f00' })
  })

  test('a body that was cut off, with and without coding', async () => {
    const ref = { sha256: 'f00', size: 9000, truncated: { size: 4 } }
    for (const [kept, coding] of [
      [plain.subarray(0, 4), ''],
      [gzipSync(plain).subarray(0, 15), 'gzip'],
    ] as const) {
      const content = await readContent(kept, ref, headersOf(json, coding))
      expect(content).toMatchObject({ problem: 'truncated', hash: 'f00', wireSize: 9000 })
    }
  })

  test('a body that is not in its coding', async () => {
    const wire = Uint8Array.of(200, 0, 255, 1, 2)
    const content = await readContent(wire, refOf(wire), headersOf(json, 'gzip'))
    expect(content).toMatchObject({ problem: 'undecodable', hash: hashOf(wire) })
  })
})

test.each<readonly [string, string | Uint8Array, ContentKind]>([
  ['application/problem+json', '', 'json'],
  ['application/x-ndjson', '', 'json-lines'],
  ['application/x-www-form-urlencoded', '', 'form'],
  ['multipart/form-data; boundary=x', '', 'multipart'],
  ['Text/HTML', '<p>', 'html'],
  ['text/html', ' [{"a":1}] ', 'json'],
  ['application/atom+xml', '', 'xml'],
  ['image/svg+xml', '', 'image'],
  ['text/csv', '', 'csv'],
  ['text/event-stream', '', 'events'],
  ['text/javascript', 'a = 1', 'script'],
  ['text/css', '', 'style'],
  ['image/webp', '', 'image'],
  ['application/grpc-web+proto', '', 'grpc'],
  ['font/woff2', '{}', 'binary'],
  ['text/plain', '{"a":1}', 'json'],
  ['text/plain', '[2026-01-01] started', 'text'],
  ['text/plain', '<!DOCTYPE html><p>', 'html'],
  ['', '<?xml version="1.0"?><a/>', 'xml'],
  ['application/octet-stream', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'image'],
  ['application/octet-stream', 'words', 'text'],
  ['application/octet-stream', Uint8Array.of(1, 0, 255), 'binary'],
  ['application/vnd.unknown', ")]}'\n[1]", 'json'],
  ['constructor', 'words', 'text'],
])('%s with %j is %s', async (contentType, body, kind) => {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const content = await readContent(bytes, refOf(bytes), headersOf(contentType))
  expect(content.kind).toBe(kind)
})
