import { parseSegmentFile, sessionFolder, sessionsFolder } from './layout.ts'
import { isRunning, loginName, ownIdentity, sharesPids } from './process-identity.ts'
import { readHolder, revokeSegment } from './segment-lock.ts'
import { listSegments } from './session-files.ts'
import { hasCode, storageFault } from './storage-fault.ts'
import { unfinishedPrefix } from './storage-path.ts'
import type { Storage } from './storage.ts'
import { placeOf } from './trash.ts'
import { uuid } from './uuid.ts'

const chunkSize = 1024 * 1024

/** What became of a session that was to be copied. */
export type CopyOutcome = 'added' | 'present' | 'recording'

/**
 * Copies a whole session of another store, under its own id. A session that is there already, also
 * in the trash, is left alone, and one that a process of this machine is writing is not copied. Nobody ever sees half
 * a session.
 *
 * @throws STORE_FULL, STORE_UNWRITABLE
 */
export async function copySession(from: Storage, to: Storage, id: string): Promise<CopyOutcome> {
  if ((await placeOf(to, id)) !== undefined) return 'present'
  const source = sessionFolder(id)
  const segments = await listSegments(from, source)
  const open = segments.filter(({ isReleased, isRevoked }) => !isReleased && !isRevoked)
  for (const { segment } of open) if (await isWrittenHere(from, source, segment)) return 'recording'
  const unfinished = `${sessionsFolder}/${unfinishedPrefix}${uuid()}`
  try {
    await to.makeFolder(unfinished)
    for (const name of await from.list(source)) {
      const isOwn = parseSegmentFile(name) !== undefined || name === 'manifest.json'
      if (isOwn) await copyFile(from, `${source}/${name}`, to, `${unfinished}/${name}`)
    }
    // Their writers were elsewhere; here nobody can ask whether they still run.
    const revocation = {
      by: loginName() ?? '?',
      at: new Date().toISOString(),
      reason: 'copied from another store',
    }
    for (const { segment } of open) await revokeSegment(to, unfinished, segment, revocation)
    await to.move(unfinished, source)
    return 'added'
  } catch (error) {
    await to.remove(unfinished).catch(() => {})
    if (hasCode(error, 'EEXIST', 'ENOTEMPTY')) return 'present'
    throw storageFault(error, `copy the session ${id}`)
  }
}

async function isWrittenHere(storage: Storage, folder: string, segment: number): Promise<boolean> {
  const holder = await readHolder(storage, folder, segment)
  if (holder === undefined) return false
  return sharesPids(holder, await ownIdentity()) && (await isRunning(holder))
}

async function copyFile(from: Storage, path: string, to: Storage, target: string): Promise<void> {
  const file = await to.open(target)
  if (file === undefined) return
  try {
    for (;;) {
      const bytes = await from.read(path, file.size, chunkSize)
      if (bytes.byteLength === 0) break
      const { error } = await file.append([bytes])
      if (error) throw error
    }
    await file.sync()
  } finally {
    await file.close()
  }
}
