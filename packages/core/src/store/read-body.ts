import { createHash } from 'node:crypto'
import { HartifactError } from '../errors.ts'
import type { BodyLine } from './journal-line.ts'
import { journalFile, packFile } from './layout.ts'
import { readMoved } from './read-moved.ts'
import { readLine } from './segment-reader.ts'
import { hasCode } from './storage-fault.ts'
import type { Storage } from './storage.ts'

/** Where a line is. */
export interface Place {
  readonly segment: number
  readonly offset: number
  readonly length: number
}

/**
 * The bytes that were kept of a body, given the place of its line. A body that was kept whole is
 * checked against its hash.
 *
 * @param folder - of the session
 * @throws BODY_MISSING when they are not there any more, or are not what was written
 */
export async function readBody(
  storage: Storage,
  folder: string,
  place: Place,
): Promise<Uint8Array> {
  const { segment, offset, length } = place
  try {
    const line = await readLine(storage, journalFile(folder, segment), offset, length)
    if (line?.t !== 'body') throw bodyMissing('its line in the journal is damaged')
    const bytes = await keptBytes(storage, packFile(folder, segment), line)
    if (bytes.byteLength !== line.kept) throw bodyMissing('a part of it is gone', line)
    if (
      line.kept === line.size &&
      createHash('sha256').update(bytes).digest('hex') !== line.sha256
    ) {
      throw bodyMissing('its bytes are damaged', line)
    }
    return bytes
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw bodyMissing('its file is gone', undefined, error)
    throw error
  }
}

/** A body that cannot be had. */
export function bodyMissing(
  why: string,
  body?: Pick<BodyLine, 'sha256'>,
  cause?: unknown,
): HartifactError {
  const name = body ? ` ${body.sha256.slice(0, 12)}…` : ''
  return new HartifactError('BODY_MISSING', `The body${name} cannot be read: ${why}.`, {
    fix: 'The rest of the session is readable; record it again to have this body.',
    cause,
  })
}

async function keptBytes(storage: Storage, pack: string, line: BodyLine): Promise<Uint8Array> {
  if (line.inline !== undefined) return Buffer.from(line.inline, 'base64')
  const parts: Uint8Array[] = []
  for (const [offset, length] of line.at ?? [])
    parts.push(await readMoved(storage, pack, offset, length))
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
}
