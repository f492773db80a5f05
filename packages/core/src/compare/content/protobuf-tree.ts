import { isUtf8 } from 'node:buffer'
import type { Tree } from '../tree.ts'
import { digestOf } from './digest.ts'
import { expandText } from './expand.ts'
import { groupByName } from './group-by-name.ts'

/** Fields that are read of one message, with those of the messages inside. */
const mostFields = 50_000
const deepestMessage = 32

/** Bytes up to this length are shown as hex. */
const longestHex = 32

interface Reading {
  readonly bytes: Buffer
  /** Fields that may still be read. */
  readonly budget: { left: number }
  readonly depth: number
}

/**
 * A protobuf message by field number, without its schema: a field is a message when its bytes can
 * be read as one, text when they are printable, else bytes. Numbers are unsigned, as the schema alone
 * says whether they have a sign.
 */
export function protobufTree(bytes: Uint8Array): Tree {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const reading = { bytes: buffer, budget: { left: mostFields }, depth: 0 }
  return readMessage(reading) ?? bytesTree(buffer)
}

function readMessage({ bytes, budget, depth }: Reading): Tree | undefined {
  const fields: Array<readonly [string, Tree]> = []
  let at = 0
  while (at < bytes.length) {
    if (--budget.left < 0) return undefined
    const tag = readVarint(bytes, at)
    if (!tag || tag.value >= 2n ** 32n || tag.value < 8n) return undefined
    const type = Number(tag.value & 7n)
    const field = readers[type]?.({ bytes, budget, depth }, tag.end)
    if (!field) return undefined
    fields.push([`${tag.value >> 3n}`, field.tree])
    at = field.end
  }
  return groupByName(fields)
}

type ReadField = (reading: Reading, at: number) => { tree: Tree; end: number } | undefined

/** By wire type; groups (3 and 4) are not in use any more. */
const readers: Readonly<Record<number, ReadField>> = {
  0: ({ bytes }, at) => {
    const found = readVarint(bytes, at)
    return found && { tree: integerTree(found.value), end: found.end }
  },
  1: ({ bytes }, at) => {
    if (at + 8 > bytes.length) return undefined
    const real = bytes.readDoubleLE(at)
    return { tree: isPlain(real) ? real : integerTree(bytes.readBigUInt64LE(at)), end: at + 8 }
  },
  2: (reading, at) => {
    const length = readVarint(reading.bytes, at)
    if (!length || length.value > BigInt(reading.bytes.length - length.end)) return undefined
    const end = length.end + Number(length.value)
    return { tree: valueTree({ ...reading, bytes: reading.bytes.subarray(length.end, end) }), end }
  },
  5: ({ bytes }, at) => {
    if (at + 4 > bytes.length) return undefined
    const real = bytes.readFloatLE(at)
    return { tree: isPlain(real) ? real : bytes.readUInt32LE(at), end: at + 4 }
  },
}

/** Whether bits that could be a real number look like one that somebody meant. */
function isPlain(real: number): boolean {
  const size = Math.abs(real)
  return real === 0 || (size > 1e-9 && size < 1e15)
}

function integerTree(value: bigint): Tree {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

function valueTree(reading: Reading): Tree {
  const { bytes, budget, depth } = reading
  const text = printable(bytes)
  // The tag of a first field is a line break, with which no text begins.
  if (text !== undefined && bytes[0] !== 10) return expandText(text)
  const message =
    depth < deepestMessage ? readMessage({ bytes, budget, depth: depth + 1 }) : undefined
  return message ?? text ?? bytesTree(bytes)
}

function printable(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined
  const text = bytes.toString()
  // oxlint-disable-next-line no-control-regex -- control characters are what tells them apart
  return /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text
}

function bytesTree(bytes: Buffer): Tree {
  return bytes.length <= longestHex ? { hex: bytes.toString('hex') } : digestOf(bytes)
}

function readVarint(bytes: Buffer, start: number): { value: bigint; end: number } | undefined {
  let value = 0n
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index]
    if (byte === undefined) return undefined
    value |= BigInt(byte & 0x7f) << BigInt(7 * index)
    if (byte < 0x80) return { value, end: start + index + 1 }
  }
  return undefined
}
