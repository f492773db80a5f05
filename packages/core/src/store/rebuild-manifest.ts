import { type SessionManifest, writeManifest } from './manifest.ts'
import { SessionIndex } from './session-index.ts'
import type { Storage } from './storage.ts'

/** What a manifest of the session would say, from its lines. Refresh the index first. */
export async function summarize(index: SessionIndex): Promise<SessionManifest> {
  let [requests, bytes, failed, lastActivity] = [0, 0, 0, '']
  for await (const { startedAt, request, response, failure } of index.entries()) {
    requests++
    bytes += (request.body?.size ?? 0) + (response?.body?.size ?? 0)
    if (failure !== undefined) failed++
    if (startedAt > lastActivity) lastActivity = startedAt
  }
  const counts = { requests, bytes, failed, ...(lastActivity !== '' && { lastActivity }) }
  return { info: index.info, counts }
}

/**
 * Makes the manifest anew from the segments and writes it.
 *
 * @throws NAME_NOT_FOUND, FORMAT_NEWER, STORE_FULL, STORE_UNWRITABLE
 */
export async function rebuildManifest(storage: Storage, id: string): Promise<SessionManifest> {
  const index = new SessionIndex(storage, id)
  await index.refresh()
  const manifest = await summarize(index)
  await writeManifest(storage, id, manifest)
  return manifest
}
