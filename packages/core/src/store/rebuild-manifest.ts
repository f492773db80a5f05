import {
  deletedFile,
  manifestFile,
  journalFile,
  sessionFolder,
  sessionsFolder,
  type SessionPlace,
} from './layout.ts'
import {
  readManifest,
  type SessionExtent,
  type SessionManifest,
  writeManifest,
} from './manifest.ts'
import { requireSession, segmentsAmong } from './session-files.ts'
import { SessionIndex } from './session-index.ts'
import type { Storage } from './storage.ts'

/** Of them nothing in the manifest depends. */
const apart = [manifestFile(''), deletedFile('')].map((path) => path.slice(1))

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
  const { annotations, info, steps } = index
  return {
    info,
    counts,
    ...(steps.length > 0 && { steps }),
    ...(annotations.length > 0 && { annotations }),
  }
}

/** The files of a session that its manifest depends on. */
export function dependencies(names: readonly string[]): string[] {
  return names.filter((name) => !apart.includes(name) && !name.startsWith('.'))
}

/** How far the files of a session reach now. */
export async function measureExtent(
  storage: Storage,
  folder: string,
  files: readonly string[],
  modifiedAt: string,
): Promise<SessionExtent> {
  const sizes = await Promise.all(files.map((name) => storage.size(`${folder}/${name}`)))
  const size = sizes.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  return { files, size, modifiedAt }
}

/**
 * A manifest as it would be now; it has an extent when it holds until files are added or grow.
 *
 * @throws NAME_NOT_FOUND, FORMAT_NEWER
 */
export async function makeManifest(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<SessionManifest> {
  const folder = sessionFolder(id, place)
  try {
    return await manifestOf(storage, id, place)
  } finally {
    // One that goes away while it is read looks damaged, or empty.
    if ((await storage.list(folder)).length === 0) await requireSession(storage, id, place)
  }
}

async function manifestOf(
  storage: Storage,
  id: string,
  place: SessionPlace,
): Promise<SessionManifest> {
  const folder = sessionFolder(id, place)
  // First names and sizes: what is written meanwhile makes the manifest old, not wrong.
  const files = dependencies(await storage.list(folder))
  const before = await journalSizes(storage, folder, files)
  const index = new SessionIndex(storage, id, place)
  await index.refresh()
  const manifest = await summarize(index)
  const growing = [...index.unended]
  const extent = await measureExtent(storage, folder, files, index.modifiedAt)
  if (growing.some(([, { isHeld }]) => isHeld)) {
    return { ...manifest, extent: { ...extent, files: [] } }
  }
  const sizes = growing.map(([segment]) => [segment, before.get(segment) ?? 0])
  return {
    ...manifest,
    extent: { ...extent, ...(sizes.length > 0 && { growing: Object.fromEntries(sizes) }) },
  }
}

async function journalSizes(
  storage: Storage,
  folder: string,
  files: readonly string[],
): Promise<Map<number, number>> {
  const sizes = new Map<number, number>()
  for (const { hasJournal, segment } of segmentsAmong(files)) {
    const size = hasJournal ? await storage.size(journalFile(folder, segment)) : undefined
    if (size !== undefined) sizes.set(segment, size)
  }
  return sizes
}

/**
 * Puts a new name into the stored manifest, by which the session is found; the rest of it is made
 * anew when somebody wants to see it.
 *
 * @throws STORE_FULL, STORE_UNWRITABLE
 */
export async function renameManifest(storage: Storage, id: string, name: string): Promise<void> {
  const { extent: _, ...stored } =
    (await readManifest(storage, id)) ?? (await makeManifest(storage, id))
  await writeManifest(storage, id, { ...stored, info: { ...stored.info, name } })
}

/**
 * Makes the manifest anew from the segments and writes it.
 *
 * @throws NAME_NOT_FOUND, FORMAT_NEWER, STORE_FULL, STORE_UNWRITABLE
 */
export async function rebuildManifest(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<SessionManifest> {
  const manifest = await makeManifest(storage, id, place)
  await writeManifest(storage, id, manifest, place)
  return manifest
}
