import { HartifactError } from '../errors.ts'
import type { Purpose } from './journal-line.ts'
import { sessionFolder } from './layout.ts'
import { loginName } from './process-identity.ts'
import {
  byHolder,
  isHeld,
  type LockHolder,
  readHolder,
  readRevocation,
  type Revocation,
  revokeSegment,
} from './segment-lock.ts'
import { listSegments, requireSession, type SegmentFiles } from './session-files.ts'
import { readAdmins } from './store-settings.ts'
import type { Storage } from './storage.ts'

/** Who has, or had, the right to write a segment of a session. */
export interface LockRecord {
  readonly segment: number
  /** `capture`: to record traffic; `edit`: to add a remark, a name, … */
  readonly purpose: Purpose
  /** Absent when it cannot be read. */
  readonly holder?: {
    readonly pid: number
    readonly host: string
    /** Login name. */
    readonly user?: string
    /** ISO time. */
    readonly at: string
  }
  /** `dead`: its holder is gone without having released it. */
  readonly state: 'held' | 'released' | 'dead' | 'revoked'
  /** Who took it away. */
  readonly revoked?: Revocation
}

/** How a lock is taken away. */
export interface UnlockOptions {
  /** Also when its holder still runs. */
  readonly force?: boolean
  /** For the record. */
  readonly reason?: string
}

/**
 * The locks of a session, in order; they are its history of writers.
 *
 * @throws NAME_NOT_FOUND
 */
export async function readLocks(storage: Storage, id: string): Promise<LockRecord[]> {
  await requireSession(storage, id)
  const folder = sessionFolder(id)
  const records: LockRecord[] = []
  for (const files of await listSegments(storage, folder)) {
    records.push(await readLock(storage, folder, files))
  }
  return records
}

/**
 * Takes the right to write away from whoever records into a session. What they have written stays;
 * what they try to write later is refused and counted.
 *
 * @returns the lock as it is now; undefined when nobody holds one
 * @throws NOT_ALLOWED for anybody but the holder and the admins of the store, and without `force`
 * while the holder still runs
 * @throws NAME_NOT_FOUND
 */
export async function unlockSession(
  storage: Storage,
  id: string,
  { force = false, reason }: UnlockOptions = {},
): Promise<LockRecord | undefined> {
  const folder = sessionFolder(id)
  const locks = await readLocks(storage, id)
  const lock = locks.findLast(({ purpose, state }) => purpose === 'capture' && state === 'held')
  if (lock === undefined) return undefined
  const holder = await readHolder(storage, folder, lock.segment)
  await checkRight(storage, id, holder)
  if (!force) {
    throw new HartifactError(
      'NOT_ALLOWED',
      `The session ${id} is being recorded${byHolder(holder)}.`,
      {
        fix: 'Stop that recording, or take the lock away with force.',
      },
    )
  }
  const revocation: Revocation = {
    by: loginName() ?? '?',
    at: new Date().toISOString(),
    ...(reason !== undefined && { reason }),
  }
  await revokeSegment(storage, folder, lock.segment, revocation)
  const [files] = (await listSegments(storage, folder)).filter(
    ({ segment }) => segment === lock.segment,
  )
  return files && (await readLock(storage, folder, files))
}

/** @throws NOT_ALLOWED */
async function checkRight(
  storage: Storage,
  id: string,
  holder: LockHolder | undefined,
): Promise<void> {
  const user = loginName()
  const admins = await readAdmins(storage)
  if (user !== undefined && (holder?.user === user || admins.includes(user))) return
  throw new HartifactError('NOT_ALLOWED', `The session ${id} is locked${byHolder(holder)}.`, {
    fix: `Only they may unlock it, and the admins of the store: ${admins.join(', ') || 'none'}.`,
  })
}

async function readLock(
  storage: Storage,
  folder: string,
  { isReleased, isRevoked, segment }: SegmentFiles,
): Promise<LockRecord> {
  const holder = await readHolder(storage, folder, segment)
  const revoked = isRevoked ? await readRevocation(storage, folder, segment) : undefined
  const record = {
    segment,
    purpose: holder?.purpose ?? 'capture',
    ...(holder && { holder: publicPart(holder) }),
    ...(revoked && { revoked }),
  }
  if (isRevoked) return { ...record, state: 'revoked' }
  if (isReleased) return { ...record, state: 'released' }
  return { ...record, state: (await isHeld(storage, folder, segment, holder)) ? 'held' : 'dead' }
}

function publicPart({ at, host, pid, user }: LockHolder): NonNullable<LockRecord['holder']> {
  return { pid, host, ...(user !== undefined && { user }), at }
}
