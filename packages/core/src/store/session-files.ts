import type { SessionInfo } from '../entry/session-info.ts'
import { HartifactError } from '../errors.ts'
import { parseSegmentFile, sessionFolder, sessionsFolder, type SessionPlace } from './layout.ts'
import { writeManifest } from './manifest.ts'
import { storageFault } from './storage-fault.ts'
import type { Storage } from './storage.ts'
import { isUuid } from './uuid.ts'

/** What the folder of a session says of one of its segments. */
export interface SegmentFiles {
  readonly segment: number
  readonly hasJournal: boolean
  /** Its writer has let go of it in order. */
  readonly isReleased: boolean
  /** The right to write it was taken away from its writer. */
  readonly isRevoked: boolean
}

/**
 * Makes the folder of a new session, and a first manifest from `info`. The first writer copies it
 * to the journal.
 *
 * @throws INVALID_ARGUMENT when the id is no UUIDv7, or is taken
 * @throws STORE_FULL, STORE_UNWRITABLE
 */
export async function createSession(storage: Storage, info: SessionInfo): Promise<void> {
  const folder = sessionFolder(info.id)
  let made = false
  try {
    made = await storage.makeFolder(folder)
    if (!made)
      throw new HartifactError('INVALID_ARGUMENT', `There is a session ${info.id} already.`)
    await writeManifest(storage, info.id, {
      info: { ...info, state: 'closed' },
      counts: { requests: 0, bytes: 0, failed: 0 },
      extent: { files: [], size: 0, modifiedAt: info.createdAt },
    })
  } catch (error) {
    if (made) await storage.remove(folder).catch(() => {})
    throw storageFault(error, `create the session "${info.name}"`)
  }
}

/** Removes a session that nobody needs, with all that is in it; not by way of the trash. */
export async function removeSession(storage: Storage, id: string): Promise<void> {
  await storage.remove(sessionFolder(id))
}

/** The ids of all sessions, oldest first. */
export async function listSessions(
  storage: Storage,
  place: SessionPlace = sessionsFolder,
): Promise<string[]> {
  return (await storage.list(place)).filter(isUuid)
}

/** The segments of a session, in order; none for a session that is not there. */
export async function listSegments(storage: Storage, folder: string): Promise<SegmentFiles[]> {
  return segmentsAmong(await storage.list(folder))
}

/** The segments that the names of a session's files speak of, in order. */
export function segmentsAmong(names: readonly string[]): SegmentFiles[] {
  const kinds = new Map<number, Set<string>>()
  for (const name of names) {
    const file = parseSegmentFile(name)
    if (file === undefined) continue
    kinds.set(file.segment, (kinds.get(file.segment) ?? new Set()).add(file.kind))
  }
  return [...kinds]
    .toSorted(([a], [b]) => a - b)
    .map(([segment, found]) => ({
      segment,
      hasJournal: found.has('journal'),
      isReleased: found.has('released') || !found.has('lock'),
      isRevoked: found.has('revoked'),
    }))
}

/**
 * Checks that a session is there, even if nothing is in it yet.
 *
 * @throws NAME_NOT_FOUND
 */
export async function requireSession(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<void> {
  if ((await listSessions(storage, place)).includes(id)) return
  throw new HartifactError('NAME_NOT_FOUND', `There is no session ${id} in ${storage.location}.`, {
    fix: 'It may have been deleted. List the sessions to see those that are there.',
  })
}
