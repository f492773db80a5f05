import { HartifactError } from '../errors.ts'
import {
  deletedFile,
  sessionFolder,
  sessionsFolder,
  type SessionPlace,
  trashFolder,
} from './layout.ts'
import { loginName } from './process-identity.ts'
import { byHolder, readHolder } from './segment-lock.ts'
import { listSegments, listSessions, removeSession, requireSession } from './session-files.ts'
import { readHolding } from './session-state.ts'
import { storageFault } from './storage-fault.ts'
import type { Storage } from './storage.ts'

/** When a session was deleted, and by whom. */
export interface Deletion {
  /** ISO time. */
  readonly at: string
  /** Login name. */
  readonly by?: string
}

/**
 * Moves a session to the trash, whole.
 *
 * @throws NAME_NOT_FOUND when there is no such session
 * @throws SESSION_LOCKED when somebody writes to it
 * @throws STORE_FULL, STORE_UNWRITABLE
 */
export async function trashSession(storage: Storage, id: string): Promise<void> {
  await requireSession(storage, id)
  await refuseWhileWritten(storage, id)
  const who = loginName()
  const deletion: Deletion = { at: new Date().toISOString(), ...(who !== undefined && { by: who }) }
  await attempt(`delete the session ${id}`, async () => {
    await storage.makeFolder(trashFolder)
    await storage.replace(deletedFile(sessionFolder(id)), encode(deletion))
    await storage.move(sessionFolder(id), sessionFolder(id, trashFolder))
  })
  try {
    // Somebody may have begun just before the move; after it nobody can.
    await refuseWhileWritten(storage, id, trashFolder)
  } catch (error) {
    await untrashSession(storage, id)
    throw error
  }
}

/**
 * Moves a session back from the trash.
 *
 * @throws NAME_NOT_FOUND when it is not there
 * @throws STORE_FULL, STORE_UNWRITABLE
 */
export async function untrashSession(storage: Storage, id: string): Promise<void> {
  await requireSession(storage, id, trashFolder)
  await attempt(`restore the session ${id}`, async () => {
    await storage.move(sessionFolder(id, trashFolder), sessionFolder(id))
    await storage.remove(deletedFile(sessionFolder(id)))
  })
}

/**
 * Removes a session from the trash, for good; one that is removed by somebody else meanwhile is no
 * error.
 */
export async function purgeSession(storage: Storage, id: string): Promise<void> {
  await attempt(`purge the session ${id}`, () => removeSession(storage, id, trashFolder))
}

/** What is known of the deletion of a session in the trash. */
export async function readDeletion(storage: Storage, id: string): Promise<Deletion | undefined> {
  const bytes = await storage.readAll(deletedFile(sessionFolder(id, trashFolder)))
  try {
    const { at, by: who } = JSON.parse(new TextDecoder().decode(bytes))
    return { at: String(at), ...(typeof who === 'string' && { by: who }) }
  } catch {
    return undefined
  }
}

/** Where a session is; undefined when it is nowhere. */
export async function placeOf(storage: Storage, id: string): Promise<SessionPlace | undefined> {
  for (const place of [sessionsFolder, trashFolder] as const) {
    if ((await listSessions(storage, place)).includes(id)) return place
  }
  return undefined
}

/** @throws SESSION_LOCKED */
async function refuseWhileWritten(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<void> {
  const folder = sessionFolder(id, place)
  for (const files of await listSegments(storage, folder)) {
    const { isHeld } = await readHolding(storage, folder, files)
    if (!isHeld) continue
    const holder = await readHolder(storage, folder, files.segment)
    throw new HartifactError(
      'SESSION_LOCKED',
      `The session ${id} is being written${byHolder(holder)}.`,
      {
        fix: 'Stop that recording first, or take it over with unlock.',
      },
    )
  }
}

async function attempt(doing: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw storageFault(error, doing)
  }
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`)
}
