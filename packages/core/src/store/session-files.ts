import type { SessionInfo } from '../entry/session-info.ts'
import { HartifactError } from '../errors.ts'
import {
  parseSegmentFile,
  sessionFolder,
  sessionsFolder,
  type SessionPlace,
  trashFolder,
} from './layout.ts'
import { putManifest } from './manifest.ts'
import { hasCode, storageFault } from './storage-fault.ts'
import { unfinishedPrefix } from './storage-path.ts'
import type { WriteOptions, Storage } from './storage.ts'
import { isUuid, uuid } from './uuid.ts'

/** Of what is being removed, and is no session any more. */
const doomedPrefix = 'doomed-'

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
 * @param options - `lasting: false` when that happens at once
 * @throws INVALID_ARGUMENT when the id is no UUIDv7, or is taken
 * @throws STORE_FULL, STORE_UNWRITABLE
 */
export async function createSession(
  storage: Storage,
  info: SessionInfo,
  options: WriteOptions = {},
): Promise<void> {
  const folder = sessionFolder(info.id)
  // Nobody ever finds one that does not know its name.
  const unfinished = `${sessionsFolder}/${unfinishedPrefix}${uuid()}`
  try {
    await storage.makeFolder(unfinished)
    const manifest = {
      info: { ...info, state: 'closed' as const },
      counts: { requests: 0, bytes: 0, failed: 0 },
      extent: { files: [], size: 0, modifiedAt: info.createdAt },
    }
    await putManifest(storage, unfinished, info.id, manifest, options)
    await storage.move(unfinished, folder)
  } catch (error) {
    await storage.remove(unfinished).catch(() => {})
    if (hasCode(error, 'EEXIST', 'ENOTEMPTY')) {
      throw new HartifactError('INVALID_ARGUMENT', `There is a session ${info.id} already.`)
    }
    throw storageFault(error, `create the session "${info.name}"`)
  }
}

/** Removes a session that nobody needs, with all that is in it; one that is gone is no error. */
export async function removeSession(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<void> {
  // First out of sight, so that nobody ever finds half a session.
  const doomed = `${trashFolder}/${doomedPrefix}${uuid()}`
  try {
    await storage.makeFolder(trashFolder)
    await storage.move(sessionFolder(id, place), doomed)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  await storage.remove(doomed)
}

/** Removes what is left of sessions whose removal was cut short. */
export async function sweepTrash(storage: Storage): Promise<void> {
  for (const name of await storage.list(trashFolder)) {
    if (!name.startsWith(doomedPrefix)) continue
    // Somebody else may be at it.
    await storage.remove(`${trashFolder}/${name}`).catch(() => {})
  }
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
  // A store may have thousands of sessions; the folder of one is hardly ever empty.
  if ((await storage.list(sessionFolder(id, place))).length > 0) return
  if ((await listSessions(storage, place)).includes(id)) return
  throw noSession(storage, id)
}

/** What is thrown for a session that is not there, or not any more. */
export function noSession({ location }: Storage, id: string): HartifactError {
  return new HartifactError('NAME_NOT_FOUND', `There is no session ${id} in ${location}.`, {
    fix: 'It may have been deleted. List the sessions to see those that are there.',
  })
}
