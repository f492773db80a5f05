import { gunzipSync } from 'node:zlib'
import type { Tree } from '../tree.ts'
import { digestOf } from './digest.ts'
import { dataTree } from './data-tree.ts'
import { protobufTree } from './protobuf-tree.ts'

/** Messages that are read; what follows is hashed. */
const mostMessages = 1000

/** Most bytes that a compressed message may become. */
const maxMessage = 16 * 1024 * 1024

/**
 * The messages of a gRPC or gRPC-Web body as a list; a single protobuf message for
 * `application/protobuf` and the like, which has no frames around it.
 */
export function grpcTree(bytes: Uint8Array, mediaType: string): Tree {
  if (!mediaType.startsWith('application/grpc')) return protobufTree(bytes)
  const frames = mediaType.includes('-text') ? fromBase64(bytes) : Buffer.from(bytes)
  const messages: Tree[] = []
  let start = 0
  while (start + 5 <= frames.length && messages.length < mostMessages) {
    const flags = frames.readUInt8(start)
    const end = start + 5 + frames.readUInt32BE(start + 1)
    if (end > frames.length) break
    messages.push(messageTree(frames.subarray(start + 5, end), flags, mediaType))
    start = end
  }
  if (start < frames.length) messages.push(digestOf(frames.subarray(start)))
  return messages
}

function messageTree(payload: Uint8Array, flags: number, mediaType: string): Tree {
  const bytes = flags & 1 ? gunzip(payload) : payload
  if (!bytes) return digestOf(payload)
  // The trailers of gRPC-Web are the last frame.
  if (flags & 0x80) return { trailers: trailersTree(Buffer.from(bytes).toString()) }
  if (mediaType.endsWith('+json')) return dataTree(Buffer.from(bytes).toString())
  return protobufTree(bytes)
}

function gunzip(payload: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(payload, { maxOutputLength: maxMessage })
  } catch {
    return undefined
  }
}

function trailersTree(text: string): Tree {
  const lines = text.split('\r\n').filter((line) => line.includes(':'))
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
}

/** Every chunk may have been encoded, and padded, by itself. */
function fromBase64(bytes: Uint8Array): Buffer {
  const chunks =
    Buffer.from(bytes)
      .toString('latin1')
      .match(/[^=]+=*/g) ?? []
  return Buffer.concat(chunks.map((chunk) => Buffer.from(chunk, 'base64')))
}
