import type { Purpose } from './journal-line.ts'
import { diskTime } from './disk-time.ts'
import { lockFile, releasedFile, revokedFile } from './layout.ts'
import {
  isRunning,
  loginName,
  ownIdentity,
  type ProcessIdentity,
  sharesPids,
} from './process-identity.ts'
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
  /** Login name. */
  readonly user?: string
  /** ISO time. */
  readonly at: string
}

/** That somebody took the right to write a segment away from its writer. */
export interface Revocation {
  /** Login name. */
  readonly by: string
  /** ISO time. */
  readonly at: string
  readonly reason?: string
}

/** The right to write one segment. */
export interface SegmentLock {
  readonly segment: number
  /** Settles when the right has been taken away; checked with every heartbeat. */
  readonly revoked: Promise<Revocation>
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
  const user = loginName()
  const holder: LockHolder = {
    ...(await ownIdentity()),
    token,
    purpose,
    at: new Date().toISOString(),
    ...(user !== undefined && { user }),
  }
  // Before it can be seen by others in this thread.
  ownTokens.set(token, true)
  // Nobody holds a lock after a power cut.
  const taken = await storage
    .create(path, encode(holder), { lasting: false })
    .catch((error: unknown) => {
      ownTokens.delete(token)
      throw error
    })
  if (!taken) {
    ownTokens.delete(token)
    return undefined
  }
  const { promise: revoked, resolve: tell } = withResolvers<Revocation>()
  const beat = async (): Promise<void> => {
    await storage.touch(path).catch(() => {})
    const revocation = await readRevocation(storage, folder, segment)
    if (revocation) tell(revocation)
  }
  const heartbeat = setInterval(() => void beat(), heartbeatMs)
  heartbeat.unref()
  return {
    segment,
    revoked,
    async release() {
      if (ownTokens.get(token) !== true) return
      ownTokens.set(token, false)
      clearInterval(heartbeat)
      // Empty, so that a full disk has room for it. If it fails all the same, this process ends some day.
      await storage.create(releasedFile(folder, segment), new Uint8Array()).catch(() => {})
    },
  }
}

/** Who holds a lock, for the end of a sentence. */
export function byHolder(holder: LockHolder | undefined): string {
  if (!holder) return ''
  const who = holder.user === undefined ? '' : `${holder.user}, `
  return ` by ${who}process ${holder.pid} on ${holder.host} since ${holder.at}`
}

/**
 * Takes the right to write a segment away from its writer, for good. Only one can; false when it
 * has been done. The writer notices with its next heartbeat; what it writes until then is in its
 * own segment and harms nobody.
 */
export async function revokeSegment(
  storage: Storage,
  folder: string,
  segment: number,
  revocation: Revocation,
): Promise<boolean> {
  return await storage.create(
    revokedFile(folder, segment),
    new TextEncoder().encode(`${JSON.stringify(revocation)}\n`),
  )
}

/** Who took the right to write a segment away, if somebody did. */
export async function readRevocation(
  storage: Storage,
  folder: string,
  segment: number,
): Promise<Revocation | undefined> {
  const bytes = await storage.readAll(revokedFile(folder, segment)).catch(() => undefined)
  if (bytes === undefined) return undefined
  try {
    const { at, by, reason } = JSON.parse(new TextDecoder().decode(bytes))
    return { at: String(at), by: String(by), ...(typeof reason === 'string' && { reason }) }
  } catch {
    return { at: '', by: '?' }
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

/** As `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((go) => (resolve = go))
  return { promise, resolve }
}

function encode(holder: LockHolder): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(holder)}\n`)
}
