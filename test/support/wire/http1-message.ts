import type { Duplex } from 'node:stream'
import { type ByteReader, writeOut } from './byte-reader.ts'
import type { Fields, Framing } from './plan.ts'

/** The head of a message of HTTP/1.1, byte for byte. */
export interface Head {
  readonly startLine: string
  readonly headers: Fields
}

export interface Content {
  readonly body: Uint8Array
  readonly trailers: Fields
}

export async function readHead(reader: ByteReader): Promise<Head> {
  return { startLine: await reader.line(), headers: await readFields(reader) }
}

export function headBytes({ headers, startLine }: Head): Buffer {
  return Buffer.from(`${startLine}\r\n${fieldText(headers)}\r\n`, 'latin1')
}

/** Reads what the head says will follow (RFC 9112 §6.3); what says nothing is read as `otherwise`. */
export async function readContent(
  reader: ByteReader,
  headers: Fields,
  otherwise: 'open' | 'none',
): Promise<Content> {
  const coding = valueOf(headers, 'transfer-encoding')
  if (coding?.toLowerCase() === 'chunked') return readChunks(reader)
  const length = valueOf(headers, 'content-length')
  if (length !== undefined) return { body: await reader.take(Number(length)), trailers: [] }
  return { body: otherwise === 'open' ? await reader.rest() : new Uint8Array(), trailers: [] }
}

/** Writes a body in pieces, chunked if asked for. */
export async function writeContent(
  socket: Duplex,
  { body, trailers }: Content,
  framing: Framing,
  piece: number,
): Promise<void> {
  for (const part of pieces(body, piece)) {
    if (framing !== 'chunked') await writeOut(socket, part)
    else {
      const size = part.length.toString(16)
      await writeOut(socket, Buffer.concat([Buffer.from(`${size}\r\n`), part, Buffer.from('\r\n')]))
    }
  }
  if (framing === 'chunked') {
    await writeOut(socket, Buffer.from(`0\r\n${fieldText(trailers)}\r\n`, 'latin1'))
  }
}

/** A body cut up, into 40 pieces at most. */
export function* pieces(body: Uint8Array, piece: number): Generator<Uint8Array> {
  const step = Math.max(piece, Math.ceil(body.length / 40))
  for (let at = 0; at < body.length; at += step) yield body.subarray(at, at + step)
}

/** The first value of a field. */
export function valueOf(headers: Fields, name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1]
}

async function readFields(reader: ByteReader): Promise<Fields> {
  const fields: Array<readonly [string, string]> = []
  for (;;) {
    const line = await reader.line()
    if (line === '') return fields
    const colon = line.indexOf(':')
    if (colon < 1) throw new Error(`This is no header field: ${JSON.stringify(line)}`)
    fields.push([line.slice(0, colon), line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '')])
  }
}

async function readChunks(reader: ByteReader): Promise<Content> {
  const parts: Buffer[] = []
  for (;;) {
    const size = Number.parseInt(await reader.line(), 16)
    if (Number.isNaN(size)) throw new Error('A chunk without a size')
    if (size === 0) return { body: Buffer.concat(parts), trailers: await readFields(reader) }
    parts.push(await reader.take(size))
    if ((await reader.line()) !== '') throw new Error('A chunk is longer than its size')
  }
}

function fieldText(fields: Fields): string {
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
}
