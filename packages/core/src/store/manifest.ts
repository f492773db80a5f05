import type { SessionInfo } from '../entry/session-info.ts'
import { manifestFile, sessionFolder, sessionsFolder, type SessionPlace } from './layout.ts'
import { storageFault } from './storage-fault.ts'
import type { Storage } from './storage.ts'

const version = 1

/** What a session's entries come to. */
export interface SessionCounts {
  readonly requests: number
  /** Bytes of all bodies on the wire. */
  readonly bytes: number
  /** Entries with a failure. */
  readonly failed: number
  /** ISO time of the latest request. */
  readonly lastActivity?: string
}

/**
 * What is known of a session without reading it. A cache: `rebuildManifest` makes it from the
 * segments. Its `info.state` is what was true when it was written.
 */
export interface SessionManifest {
  readonly info: SessionInfo
  readonly counts: SessionCounts
}

/** @throws STORE_FULL, STORE_UNWRITABLE */
export async function writeManifest(
  storage: Storage,
  id: string,
  manifest: SessionManifest,
): Promise<void> {
  const { info, counts } = manifest
  const text = `${JSON.stringify({ version, info: { ...info, id }, counts }, undefined, 2)}\n`
  try {
    await storage.replace(manifestFile(sessionFolder(id)), new TextEncoder().encode(text))
  } catch (error) {
    throw storageFault(error, `write the manifest of the session ${id}`)
  }
}

/** Undefined when there is none, or none that this version can read. */
export async function readManifest(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<SessionManifest | undefined> {
  const bytes = await storage.readAll(manifestFile(sessionFolder(id, place)))
  try {
    const found = JSON.parse(new TextDecoder().decode(bytes))
    if (found.version !== version || found.info.id !== id) return undefined
    const { info, counts } = found
    return typeof info.name === 'string' && typeof counts.requests === 'number'
      ? { info, counts }
      : undefined
  } catch {
    return undefined
  }
}
