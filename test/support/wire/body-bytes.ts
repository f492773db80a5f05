import * as zlib from 'node:zlib'
import type { BodyPlan } from './plan.ts'

// Node has it since 22.15.
const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Uint8Array) => Buffer }

const coders: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => zlib.gzipSync(bytes, { level: 1 }),
  br: (bytes) =>
    zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
  deflate: (bytes) => zlib.deflateSync(bytes, { level: 1 }),
  identity: (bytes) => bytes,
  ...(zstdCompressSync && { zstd: zstdCompressSync }),
}

/** Values of `Content-Encoding` that this Node can make a body for. */
export const codings: readonly string[] = [...Object.keys(coders), 'br, gzip', 'GZIP']

/** The planned bytes, before coding and as they go over the wire. */
export function bodyBytes(plan: BodyPlan): { plain: Uint8Array; wire: Uint8Array } {
  const plain = plainBytes(plan)
  const names = plan.coding?.toLowerCase().split(', ') ?? []
  return { plain, wire: names.reduce((bytes, name) => coders[name]!(bytes), plain) }
}

function plainBytes({ kind, seed, size }: BodyPlan): Uint8Array {
  if (kind === 'same') return new Uint8Array(size).fill(seed & 0xff)
  const bytes = new Uint8Array(size)
  let state = seed | 1
  for (let index = 0; index < size; index++) {
    // Xorshift: fast, and the same on every machine.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[index] = kind === 'text' ? 0x20 + ((state >>> 8) % 0x5f) : state >>> 8
  }
  return bytes
}
