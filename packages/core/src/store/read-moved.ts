import { sessionsFolder, trashFolder } from './layout.ts'
import { hasCode } from './storage-fault.ts'
import type { Storage } from './storage.ts'

/** As {@link Storage.read}; of a session that was deleted while somebody reads it, from the trash. */
export async function readMoved(
  storage: Storage,
  path: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  try {
    return await storage.read(path, offset, length)
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || !path.startsWith(`${sessionsFolder}/`)) throw error
    const moved = trashFolder + path.slice(sessionsFolder.length)
    return await storage.read(moved, offset, length)
  }
}
