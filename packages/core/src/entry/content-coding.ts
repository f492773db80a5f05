import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { Decompress } from 'fzstd'

/** What came out of undoing one content coding. */
export interface CodingResult {
  readonly bytes: Uint8Array
  /** `limit`: there is more than was asked for. `input`: the coded data ends too early. */
  readonly cut?: 'limit' | 'input'
}

/** Undoes one content coding up to `limit` bytes; rejects when the data is not in this coding. */
export type Decode = (bytes: Uint8Array, limit: number) => Promise<CodingResult>

const chunkSize = 64 * 1024

// Node has had it since 22.15 and 23.8.
const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: object) => Transform }

const gunzip: Decode = (bytes, limit) => drain(zlib.createGunzip({ chunkSize }), bytes, limit)
const unbrotli: Decode = (bytes, limit) =>
  drain(zlib.createBrotliDecompress({ chunkSize }), bytes, limit)

/** The content codings that can be undone, by name in lower case (RFC 9110 §8.4.1, RFC 8878). */
export const decoders: Readonly<Record<string, Decode>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflate,
  br: unbrotli,
  zstd: createZstdDecompress
    ? (bytes, limit) => drain(createZstdDecompress({ chunkSize }), bytes, limit)
    : unzstd,
}

/** `deflate` means the zlib format, but servers also send it raw (RFC 9110 §8.4.1.2). */
async function inflate(bytes: Uint8Array, limit: number): Promise<CodingResult> {
  const [first = 0, second = 0] = bytes
  const hasZlibHeader = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
  if (hasZlibHeader) return drain(zlib.createInflate({ chunkSize }), bytes, limit)
  const result = await drain(zlib.createInflateRaw({ chunkSize }), bytes, limit)
  // Raw deflate has neither magic nor checksum: a few letters of plain text pass for a beginning.
  if (result.cut === 'input') throw new Error('unexpected end of raw deflate data')
  return result
}

async function drain(decoder: Transform, bytes: Uint8Array, limit: number): Promise<CodingResult> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Not `end(bytes)`: what can be read of incomplete data comes out before the end is reported.
  decoder.write(bytes)
  decoder.end()
  try {
    for await (const chunk of decoder as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, limit - size))
      size += chunk.length
      if (size > limit) return { bytes: join(chunks), cut: 'limit' }
    }
  } catch (error) {
    // Without any output it may as well be something else under a wrong name.
    if ((error as { code?: unknown }).code !== 'Z_BUF_ERROR' || size === 0) throw error
    return { bytes: join(chunks), cut: 'input' }
  }
  return { bytes: join(chunks) }
}

/** Zstandard without Node's help; it does not verify checksums. */
function unzstd(bytes: Uint8Array, limit: number): Promise<CodingResult> {
  const chunks: Uint8Array[] = []
  let size = 0
  const decoder = new Decompress((chunk) => {
    // It reuses the memory of what it hands out.
    if (size < limit) chunks.push(chunk.slice(0, limit - size))
    size += chunk.length
  })
  try {
    for (let start = 0; start < bytes.length; start += chunkSize) {
      const end = start + chunkSize
      decoder.push(bytes.subarray(start, end), end >= bytes.length)
      if (size > limit) return Promise.resolve({ bytes: join(chunks), cut: 'limit' })
    }
  } catch (error) {
    const endsEarly = (error as { code?: unknown }).code === 5
    if (!endsEarly || size === 0) return Promise.reject(error)
    return Promise.resolve({ bytes: join(chunks), cut: 'input' })
  }
  return Promise.resolve({ bytes: join(chunks) })
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const { buffer, byteLength, byteOffset } = Buffer.concat(chunks)
  return new Uint8Array(buffer, byteOffset, byteLength)
}
