import type { Annotation, Step } from '../entry/entry.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import { manifestFile, sessionFolder, sessionsFolder, type SessionPlace } from './layout.ts'
import { storageFault } from './storage-fault.ts'
import type { WriteOptions, Storage } from './storage.ts'

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

/** The files that a manifest was made from; while they are these, it is true. */
export interface SessionExtent {
  /** Names of the session's files, sorted, without the manifest's own. */
  readonly files: readonly string[]
  /** Size of each journal that has no last line, by segment: such a one may grow. */
  readonly growing?: Readonly<Record<string, number>>
  /** Bytes of all files. */
  readonly size: number
  /** ISO time of the last change. */
  readonly modifiedAt: string
}

/**
 * What is known of a session without reading it. A cache: `rebuildManifest` makes it from the
 * segments. Its `info.state` is what was true when it was written.
 */
export interface SessionManifest {
  readonly info: SessionInfo
  readonly counts: SessionCounts
  readonly steps?: readonly Step[]
  /** Remarks on the session itself. */
  readonly annotations?: readonly Annotation[]
  /** Absent when it was made while somebody wrote. */
  readonly extent?: SessionExtent
}

/** @throws STORE_FULL, STORE_UNWRITABLE */
export async function writeManifest(
  storage: Storage,
  id: string,
  manifest: SessionManifest,
  place: SessionPlace = sessionsFolder,
): Promise<void> {
  try {
    // With a journal, all of it is in there as well.
    const lasting = manifest.extent?.files.length === 0
    await putManifest(storage, sessionFolder(id, place), id, manifest, { lasting })
  } catch (error) {
    throw storageFault(error, `write the manifest of the session ${id}`)
  }
}

/** Writes it into any folder. */
export async function putManifest(
  storage: Storage,
  folder: string,
  id: string,
  { info, ...rest }: SessionManifest,
  options: WriteOptions = {},
): Promise<void> {
  const text = `${JSON.stringify({ version, info: { ...info, id }, ...rest }, undefined, 2)}\n`
  await storage.replace(manifestFile(folder), new TextEncoder().encode(text), options)
}

/** Undefined when there is none, or none that this version can read. */
export async function readManifest(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<SessionManifest | undefined> {
  return parseManifest(await storage.readAll(manifestFile(sessionFolder(id, place))), id)
}

/** The manifest in a file, if it is one of this session. */
export function parseManifest(
  bytes: Uint8Array | undefined,
  id: string,
): SessionManifest | undefined {
  try {
    const found = JSON.parse(new TextDecoder().decode(bytes))
    if (found.version !== version || found.info.id !== id) return undefined
    const { version: _, ...manifest } = found
    const { counts, info } = manifest
    return typeof info.name === 'string' && typeof counts.requests === 'number'
      ? manifest
      : undefined
  } catch {
    return undefined
  }
}
