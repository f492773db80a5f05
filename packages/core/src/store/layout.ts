import { HartifactError } from '../errors.ts'
import { isUuid, uuid } from './uuid.ts'

/** Version of everything below a store's folder. */
export const storeVersion = 1

/** Says what the folder is: `{ format, version }`. The first file of a new store. */
export const storeFile = 'store.json'
/** Holds the id of the active session. */
export const activeFile = 'active'
export const ignoreFile = '.gitignore'
export const sessionsFolder = 'sessions'
/** Holds deleted sessions, under their ids, until they are purged. */
export const trashFolder = 'trash'

/** Where a session can be. */
export type SessionPlace = typeof sessionsFolder | typeof trashFolder

/** A new id for a session: unique, and later ones sort after earlier ones. */
export function newSessionId(): string {
  return uuid()
}

/**
 * The folder of a session.
 *
 * @throws INVALID_ARGUMENT when `id` is not a session's id
 */
export function sessionFolder(id: string, place: SessionPlace = sessionsFolder): string {
  if (!isUuid(id)) {
    throw new HartifactError('INVALID_ARGUMENT', `Not the id of a session: ${JSON.stringify(id)}.`)
  }
  return `${place}/${id}`
}

export const manifestName = 'manifest.json'

/** A cache of what is known of the session. */
export function manifestFile(folder: string): string {
  return `${folder}/${manifestName}`
}

/** The journal of a segment: lines of JSON, append-only. */
export function journalFile(folder: string, segment: number): string {
  return `${folder}/seg-${pad(segment)}.ndjson`
}

/** The bodies of a segment: bytes, append-only, found by the journal's `body` lines. */
export function packFile(folder: string, segment: number): string {
  return `${folder}/seg-${pad(segment)}.pack`
}

/** Says who writes, or wrote, a segment. Made before the segment, never removed. */
export function lockFile(folder: string, segment: number): string {
  return `${folder}/lock.${pad(segment)}`
}

/** Empty; says that the writer of a segment has let go of it in order. */
export function releasedFile(folder: string, segment: number): string {
  return `${lockFile(folder, segment)}.released`
}

/** Says who took the right to write a segment away from its writer, and why. */
export function revokedFile(folder: string, segment: number): string {
  return `${lockFile(folder, segment)}.revoked`
}

/** In the trash: when a session was deleted, and by whom. */
export function deletedFile(folder: string): string {
  return `${folder}/deleted.json`
}

/** The segment that a file of a session belongs to, and what it is to it. */
export function parseSegmentFile(name: string):
  | {
      readonly kind: 'journal' | 'pack' | 'lock' | 'released' | 'revoked'
      readonly segment: number
    }
  | undefined {
  const match = /^(?:seg-(\d{4,9})\.(ndjson|pack)|lock\.(\d{4,9})(?:\.(released|revoked))?)$/.exec(
    name,
  )
  if (match === null) return undefined
  const [, ofFile, extension, ofLock, end] = match
  const segment = Number(ofFile ?? ofLock)
  if (extension !== undefined) return { kind: extension === 'pack' ? 'pack' : 'journal', segment }
  return { kind: (end as 'released' | 'revoked' | undefined) ?? 'lock', segment }
}

function pad(segment: number): string {
  return String(segment).padStart(4, '0')
}
