import { isHartifactError } from '../errors.ts'
import { InfoFold } from './info-fold.ts'
import {
  journalFile,
  manifestName,
  sessionFolder,
  sessionsFolder,
  type SessionPlace,
} from './layout.ts'
import { parseManifest, type SessionManifest, writeManifest } from './manifest.ts'
import { dependencies, makeManifest } from './rebuild-manifest.ts'
import { listSessions } from './session-files.ts'
import type { Storage } from './storage.ts'

const atOnce = 16

/** Sessions after which others get a turn. */
const turn = 50

// A test may put fake timers in place of it later.
const { setImmediate } = globalThis

/**
 * All sessions, oldest first, each with its stored manifest if it has a readable one. Quick; the
 * names are true, the counts are those of some time ago.
 */
export async function listStoredManifests(
  storage: Storage,
  place: SessionPlace = sessionsFolder,
): Promise<Array<{ readonly id: string; readonly manifest?: SessionManifest }>> {
  const ids = await listSessions(storage, place)
  const manifests = await readAll(ids, async (id) => {
    const { bytes } = await storage.peek(sessionFolder(id, place), manifestName)
    return parseManifest(bytes, id)
  })
  return ids.map((id) => {
    const manifest = manifests.get(id)
    return { id, ...(manifest !== undefined && { manifest }) }
  })
}

/**
 * All sessions, oldest first, each with a manifest that is true now: the stored one where nothing
 * has been written since, else one that is made, and stored when nobody writes. Sessions that go
 * away meanwhile are left out.
 */
export async function listManifests(
  storage: Storage,
  place: SessionPlace = sessionsFolder,
): Promise<Array<{ readonly id: string; readonly manifest: SessionManifest }>> {
  const ids = await listSessions(storage, place)
  const manifests = await readAll(ids, async (id) => {
    try {
      return await currentManifest(storage, id, place)
    } catch (error) {
      if (isHartifactError(error, 'NAME_NOT_FOUND')) return undefined
      // One that only a later version can read must not hide all others; opening it says why.
      if (isHartifactError(error, 'FORMAT_NEWER')) return unreadable(id)
      throw error
    }
  })
  return ids.flatMap((id) => {
    const manifest = manifests.get(id)
    return manifest === undefined ? [] : [{ id, manifest }]
  })
}

async function readAll(
  ids: readonly string[],
  readOne: (id: string) => Promise<SessionManifest | undefined>,
): Promise<Map<string, SessionManifest>> {
  const manifests = new Map<string, SessionManifest>()
  const waiting = ids.values()
  let count = 0
  // A few at a time: opening a thousand files at once may be more than a process is allowed to.
  const read = async (): Promise<void> => {
    for (const id of waiting) {
      if (++count % turn === 0) await new Promise((resolve) => setImmediate(resolve))
      const manifest = await readOne(id)
      if (manifest !== undefined) manifests.set(id, manifest)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, read))
  return manifests
}

/**
 * The manifest of one session, true now.
 *
 * @throws NAME_NOT_FOUND, FORMAT_NEWER
 */
export async function currentManifest(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<SessionManifest> {
  const folder = sessionFolder(id, place)
  const { bytes, names } = await storage.peek(folder, manifestName)
  const stored = parseManifest(bytes, id)
  if (stored !== undefined && (await isTrue(storage, folder, stored, dependencies(names)))) {
    return stored
  }
  const manifest = await makeManifest(storage, id, place)
  if (manifest.extent !== undefined && manifest.extent.files.length > 0) {
    // Whoever may only read has to make it again next time.
    await writeManifest(storage, id, manifest, place).catch(() => {})
  }
  return manifest
}

async function isTrue(
  storage: Storage,
  folder: string,
  { extent }: SessionManifest,
  names: readonly string[],
): Promise<boolean> {
  if (extent === undefined || extent.files.length !== names.length) return false
  if (!extent.files.every((name, index) => name === names[index])) return false
  for (const [segment, size] of Object.entries(extent.growing ?? {})) {
    if (((await storage.size(journalFile(folder, Number(segment)))) ?? 0) !== size) return false
  }
  return true
}

function unreadable(id: string): SessionManifest {
  return {
    info: new InfoFold().info(id, 'closed', undefined),
    counts: { requests: 0, bytes: 0, failed: 0 },
  }
}
