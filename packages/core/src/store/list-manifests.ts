import { sessionsFolder, type SessionPlace } from './layout.ts'
import { readManifest, type SessionManifest } from './manifest.ts'
import { listSessions } from './session-files.ts'
import type { Storage } from './storage.ts'

const atOnce = 16

/** All sessions, oldest first, each with its manifest if it has a readable one. */
export async function listManifests(
  storage: Storage,
  place: SessionPlace = sessionsFolder,
): Promise<Array<{ readonly id: string; readonly manifest?: SessionManifest }>> {
  const ids = await listSessions(storage, place)
  const manifests = new Map<string, SessionManifest>()
  const waiting = ids.values()
  // A few at a time: opening a thousand files at once may be more than a process is allowed to.
  const read = async (): Promise<void> => {
    for (const id of waiting) {
      const manifest = await readManifest(storage, id, place)
      if (manifest !== undefined) manifests.set(id, manifest)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, read))
  return ids.map((id) => {
    const manifest = manifests.get(id)
    return { id, ...(manifest !== undefined && { manifest }) }
  })
}
