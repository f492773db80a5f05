import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyText, decodeBody, isTextual, survivesUtf8 } from './body.ts'
import type { HeaderList } from './headers.ts'

const text = 'Grüße aus dem Laden. '.repeat(500)
const plain = new TextEncoder().encode(text)

/** `plain` compressed by the program `zstd -3 --no-check`. */
const zstd = Buffer.from('KLUv/WDsK/0AALhHcsO8w59lIGF1cyBkZW0gTGFkZW4uIAEApZnyswk=', 'base64')

const encoders: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  'x-gzip': (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  br: (bytes) => zlib.brotliCompressSync(bytes),
  zstd: zstdUncompressed,
  identity: (bytes) => bytes,
}

describe('decodeBody', () => {
  test.each(Object.entries(encoders))('undoes %s', async (coding, encode) => {
    expect(await decodeBody(encode(plain), coded(coding))).toEqual({
      bytes: plain,
      decoded: true,
      partial: false,
    })
  })

  test('undoes deflate without the zlib header, as some servers send it', async () => {
    const { bytes } = await decodeBody(zlib.deflateRawSync(plain), coded('deflate'))
    expect(bytes).toEqual(plain)
  })

  test('undoes zstd that the reference implementation made', async () => {
    const { bytes, problem } = await decodeBody(zstd, coded('zstd'))
    expect(problem).toBeUndefined()
    expect(bodyText(bytes, [])).toBe(text)
  })

  test('undoes every stack of codings, in one field or in several, in any case', async () => {
    const stacks = fc.array(fc.constantFrom(...Object.keys(encoders)), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        stacks,
        fc.boolean(),
        async (body, stack, oneField) => {
          const wire = stack.reduce((bytes, coding) => encoders[coding]!(bytes), body as Uint8Array)
          const headers: HeaderList = oneField
            ? [['Content-Encoding', stack.join(' ,').toUpperCase()]]
            : stack.map((coding) => ['content-encoding', coding] as const)
          const decoded = await decodeBody(wire, headers)
          expect(decoded).toEqual({ bytes: body, decoded: true, partial: false })
        },
      ),
      { numRuns: 60 },
    )
  })

  test('returns a body without coding as it is, however large', async () => {
    const result = await decodeBody(plain, [], { maxSize: 10 })
    expect(result).toEqual({ bytes: plain, decoded: true, partial: false })
  })

  test('has nothing to decode in the empty body of an answer to HEAD', async () => {
    const result = await decodeBody(new Uint8Array(), coded('gzip'))
    expect(result).toEqual({ bytes: new Uint8Array(), decoded: true, partial: false })
  })

  test.each(['gzip', 'deflate', 'br', 'zstd'])(
    'stops a bomb of %s at the limit',
    async (coding) => {
      const bomb = coding === 'zstd' ? zstd : encoders[coding]!(plain)
      const { problem, ...result } = await decodeBody(bomb, coded(coding), { maxSize: 1000 })
      expect(result).toEqual({ bytes: plain.subarray(0, 1000), decoded: true, partial: true })
      expect(problem).toBe(`Decoding ${coding} gives more than 1000 bytes.`)
    },
  )

  test('a body of exactly the limit is whole', async () => {
    const result = await decodeBody(zlib.gzipSync(plain), coded('gzip'), { maxSize: plain.length })
    expect(result.partial).toBe(false)
    expect(result.bytes).toEqual(plain)
  })

  test.each(['gzip', 'deflate', 'br', 'zstd'])(
    'keeps what can be read of %s that ends too early',
    async (coding) => {
      const long = pseudoRandom(200_000)
      const wire = encoders[coding]!(long)
      const { bytes, decoded, partial, problem } = await decodeBody(
        wire.subarray(0, wire.length - 1000),
        coded(coding),
      )
      expect({ decoded, partial, problem }).toEqual({
        decoded: true,
        partial: true,
        problem: `The ${coding} data ends too early.`,
      })
      expect(bytes.length).toBeGreaterThan(50_000)
      expect(Buffer.compare(bytes, long.subarray(0, bytes.length))).toBe(0)
    },
  )

  test.each(['gzip', 'deflate', 'br', 'zstd'])(
    'returns plain text that is labelled %s as it is, and says so',
    async (coding) => {
      for (const body of ['{"a":1}', 'ok', '<!doctype html>']) {
        const wire = new TextEncoder().encode(body)
        const { problem, ...result } = await decodeBody(wire, coded(coding))
        expect(result).toEqual({ bytes: wire, decoded: false, partial: false })
        expect(problem).toContain(`not valid ${coding}: `)
      }
    },
  )

  test('returns a body in an unknown coding as it is, and names the coding', async () => {
    const wire = zlib.gzipSync(plain)
    const expected = { bytes: wire, decoded: false, partial: false }
    for (const coding of ['compress', 'constructor']) {
      expect(await decodeBody(wire, coded(`${coding}, gzip`))).toEqual({
        ...expected,
        problem: `The content coding "${coding}" is not known.`,
      })
    }
  })

  test('never rejects, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 100 }),
        fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'br, gzip'),
        async (bytes, coding) => {
          const result = await decodeBody(bytes, coded(coding), { maxSize: 50 })
          if (!result.decoded) expect(result.bytes).toBe(bytes)
        },
      ),
    )
  })
})

describe('bodyText', () => {
  const latin1: HeaderList = [['Content-Type', 'text/plain; Charset="ISO-8859-1"']]

  test('is UTF-8 unless told otherwise', () => {
    expect(bodyText(plain, [['content-type', 'text/plain']])).toBe(text)
    expect(bodyText(plain, [['content-type', 'text/plain;charset=nonsense']])).toBe(text)
  })

  test('follows the charset of content-type', () => {
    expect(bodyText(Uint8Array.of(0x47, 0xfc), latin1)).toBe('Gü')
    const japanese: HeaderList = [['content-type', 'text/html; charset=shift_jis']]
    expect(bodyText(Uint8Array.of(0x93, 0xfa), japanese)).toBe('日')
  })

  test('believes a byte order mark more than the charset, and removes it', () => {
    expect(bodyText(Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xbc), latin1)).toBe('ü')
    expect(bodyText(Uint8Array.of(0xff, 0xfe, 0xfc, 0x00), latin1)).toBe('ü')
    expect(bodyText(Uint8Array.of(0xfe, 0xff, 0x00, 0xfc), latin1)).toBe('ü')
  })
})

test('survivesUtf8 is true exactly for what TextDecoder takes without complaint', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 8 }), utf8Bytes()), (bytes) => {
      const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
      expect(survivesUtf8(bytes)).toBe(Buffer.from(decoded).equals(bytes))
    }),
  )
})

test.each([
  ['text/html', true],
  ['application/json', true],
  ['application/problem+json', true],
  ['image/svg+xml', true],
  ['application/x-www-form-urlencoded', true],
  ['image/png', false],
  ['application/octet-stream', false],
  ['', false],
])('isTextual(%j) is %s', (type, expected) => {
  expect(isTextual(type)).toBe(expected)
})

function coded(coding: string): HeaderList {
  return [['Content-Encoding', coding]]
}

function utf8Bytes(): fc.Arbitrary<Uint8Array> {
  return fc.string({ unit: 'grapheme' }).map((value) => new TextEncoder().encode(value))
}

/** Bytes that hardly compress, the same in every run (a linear congruential generator). */
function pseudoRandom(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => (state = (state * 48_271) % 0x7fffffff) & 0xff)
}

/** A Zstandard frame of raw blocks, which needs no compressor (RFC 8878 §3.1). */
function zstdUncompressed(bytes: Uint8Array): Uint8Array {
  const parts = [Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58)]
  const blockSize = 64 * 1024
  for (let start = 0; start === 0 || start < bytes.length; start += blockSize) {
    const block = bytes.subarray(start, start + blockSize)
    const isLast = start + blockSize >= bytes.length ? 1 : 0
    const header = Buffer.alloc(3)
    header.writeUIntLE((block.length << 3) | isLast, 0, 3)
    parts.push(header, Buffer.from(block))
  }
  return Buffer.concat(parts)
}
