import { createHash } from 'node:crypto'
import { contentCodings } from '../../entry/body.ts'
import type { BodyRef } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import { type Loose, looseNumber, looseObject, looseString } from './loose.ts'

/** Where the bodies of a file are collected, and what is wrong with them. */
export interface BodyShelf {
  readonly bodies: Map<string, Uint8Array>
  readonly issue: (what: string) => void
}

/** A body as it stands in a file. */
export interface FoundBody {
  readonly side: 'request' | 'response'
  readonly headers: HeaderList
  readonly text: string | undefined
  readonly encoding: string | undefined
  /** Bytes on the wire. */
  readonly bodySize: unknown
  /** `HartifactBody`, if the file is ours. */
  readonly extra: unknown
}

/**
 * Puts the bytes of a body on the shelf. A body of ours gets its reference back; when its text was
 * edited, and in other tools' files, the reference is that of the bytes in the file.
 */
export function harToBody(found: FoundBody, shelf: BodyShelf): BodyRef | undefined {
  const extra = looseObject(found.extra)
  const ref = ownRef(extra, found.bodySize)
  const bytes = ownBytes(extra) ?? textBytes(found)
  if (!ref) return bytes && bytes.length > 0 ? shelve(bytes, found, shelf) : undefined
  if (extra['kept'] === 'none' || !bytes) {
    shelf.issue(`The file does not hold the bytes of the ${found.side} body.`)
    return ref
  }
  if (extra['kept'] === 'decoded') {
    shelf.issue(`The file holds the ${found.side} body only without its content coding.`)
    return shelve(bytes, found, shelf)
  }
  // What was cut off before it was written cannot be checked.
  if (!ref.truncated && sha256(bytes) !== ref.sha256) {
    shelf.issue(`The ${found.side} body was changed after the file had been written.`)
    return shelve(bytes, found, shelf)
  }
  keepLonger(ref.sha256, bytes, shelf)
  return ref
}

function ownRef(extra: Loose, bodySize: unknown): BodyRef | undefined {
  const hash = looseString(extra['sha256'])
  const size = looseNumber(bodySize)
  if (hash === undefined || size === undefined) return undefined
  const decodedSize = looseNumber(extra['decodedSize'])
  const kept = looseNumber(looseObject(extra['truncated'])['size'])
  return {
    sha256: hash,
    size,
    ...(decodedSize !== undefined && { decodedSize }),
    ...(kept !== undefined && { truncated: { size: kept } }),
  }
}

function ownBytes(extra: Loose): Uint8Array | undefined {
  const wire = looseString(extra['wire'])
  return wire === undefined ? undefined : plainBytes(wire, 'base64')
}

function textBytes({ encoding, text }: FoundBody): Uint8Array | undefined {
  if (text === undefined) return undefined
  return plainBytes(text, encoding?.toLowerCase() === 'base64' ? 'base64' : 'utf8')
}

function plainBytes(text: string, encoding: 'base64' | 'utf8'): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(text, encoding)
  return new Uint8Array(buffer, byteOffset, length)
}

function shelve(bytes: Uint8Array, { headers }: FoundBody, shelf: BodyShelf): BodyRef {
  const hash = sha256(bytes)
  keepLonger(hash, bytes, shelf)
  const size = bytes.length
  // In a HAR a body has no content coding any more, whatever its headers say.
  const isDecoded = contentCodings(headers).length > 0
  return { sha256: hash, size, ...(isDecoded && { decodedSize: size }) }
}

/** The same body may be there whole and cut off, under the same hash. */
function keepLonger(hash: string, bytes: Uint8Array, { bodies }: BodyShelf): void {
  if ((bodies.get(hash)?.length ?? -1) < bytes.length) bodies.set(hash, bytes)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
