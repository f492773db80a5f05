import type { Purpose } from './journal-line.ts'
import { diskTime } from './disk-time.ts'
import { lockFile, releasedFile } from './layout.ts'
import { isRunning, ownIdentity, type ProcessIdentity, sharesPids } from './process-identity.ts'
import type { Storage } from './storage.ts'
import { uuid } from './uuid.ts'

const heartbeatMs = 5000

/** Age of a heartbeat that nobody would miss by accident, in ms. */
const staleMs = 60_000

/** Locks that this thread has taken: true while they are held. */
const ownTokens = new Map<string, boolean>()

/** Who writes a segment, or wrote it. */
export interface LockHolder extends ProcessIdentity {
  readonly token: string
  readonly purpose: Purpose
  /** ISO time. */
  readonly at: string
}

/** The right to write one segment. */
export interface SegmentLock {
  readonly segment: number
  /** Lets go of it. Never rejects; safe to call twice. */
  release(): Promise<void>
}

/**
 * Takes segment number `segment` of a session. Undefined when it is taken. The lock file is never
 * removed: the number belongs to this writer for good, whatever becomes of it.
 */
export async function takeSegment(
  storage: Storage,
  folder: string,
  segment: number,
  purpose: Purpose,
): Promise<SegmentLock | undefined> {
  const path = lockFile(folder, segment)
  const token = uuid()
  const holder: LockHolder = {
    ...(await ownIdentity()),
    token,
    purpose,
    at: new Date().toISOString(),
  }
  // Before it can be seen by others in this thread.
  ownTokens.set(token, true)
  const taken = await storage.create(path, encode(holder)).catch((error: unknown) => {
    ownTokens.delete(token)
    throw error
  })
  if (!taken) {
    ownTokens.delete(token)
    return undefined
  }
  const heartbeat = setInterval(() => void storage.touch(path).catch(() => {}), heartbeatMs)
  heartbeat.unref()
  return {
    segment,
    async release() {
      if (ownTokens.get(token) !== true) return
      ownTokens.set(token, false)
      clearInterval(heartbeat)
      // Empty, so that a full disk has room for it. If it fails all the same, this process ends some day.
      await storage.create(releasedFile(folder, segment), new Uint8Array()).catch(() => {})
    },
  }
}

/** Who took a segment. Undefined when that cannot be read. */
export async function readHolder(
  storage: Storage,
  folder: string,
  segment: number,
): Promise<LockHolder | undefined> {
  const bytes = await storage.readAll(lockFile(folder, segment))
  try {
    const holder = JSON.parse(new TextDecoder().decode(bytes))
    return typeof holder.pid === 'number' && typeof holder.token === 'string' ? holder : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether whoever took a segment can still write it; the caller knows that it was not released.
 *
 * On the same system a process that does not run, or another one with its pid, is out at once. From
 * elsewhere only the heartbeat tells, by the clock of the disk. A holder in this very process but
 * in another thread is judged by its heartbeat too: threads share a pid, and may end alone.
 */
export async function isHeld(
  storage: Storage,
  folder: string,
  segment: number,
  holder: LockHolder | undefined,
): Promise<boolean> {
  if (holder !== undefined) {
    const known = ownTokens.get(holder.token)
    if (known !== undefined) return known
    const own = await ownIdentity()
    if (sharesPids(holder, own)) {
      if (!(await isRunning(holder))) return false
      if (holder.pid !== own.pid) return true
    }
  }
  const beat = await storage.modifiedAt(lockFile(folder, segment))
  return beat !== undefined && (await diskTime(storage, folder)) - beat <= staleMs
}

function encode(holder: LockHolder): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(holder)}\n`)
}
