import type { SessionInfo } from '../entry/session-info.ts'
import { HartifactError } from '../errors.ts'
import { DiskQueue, type QueueTotal } from './disk-queue.ts'
import { type InfoLine, journalVersion, type Purpose } from './journal-line.ts'
import { JournalWriter } from './journal-writer.ts'
import { journalFile, packFile, sessionFolder } from './layout.ts'
import { readManifest } from './manifest.ts'
import { PackWriter } from './pack-writer.ts'
import { ownIdentity } from './process-identity.ts'
import {
  byHolder,
  isHeld,
  readHolder,
  type Revocation,
  type SegmentLock,
  takeSegment,
} from './segment-lock.ts'
import { type SegmentParts, SegmentWriter } from './segment-writer.ts'
import { listSegments, requireSession } from './session-files.ts'
import { storageFault } from './storage-fault.ts'
import type { Storage } from './storage.ts'

/** See {@link openWriter}. */
export interface WriterOptions extends Pick<SegmentParts, 'onFault'> {
  /** Milliseconds without any progress after which nobody waits for the disk; default 5,000. */
  readonly stall?: number
  /** What this segment's memory adds up with; default all segments of this thread. */
  readonly total?: QueueTotal
  /** The session has just been made, and nobody else has written to it. */
  readonly fresh?: SessionInfo
}

/**
 * Opens a new segment of a session for writing. One writer at a time may capture into a session;
 * anybody may edit it at any time. What a killed writer has left stays as it is.
 *
 * @param options - `onFault` is told once, at the first thing that could not be written
 * @throws SESSION_LOCKED when another writer captures into the session
 * @throws NAME_NOT_FOUND when there is no such session
 * @throws STORE_FULL, STORE_UNWRITABLE
 */
export async function openWriter(
  storage: Storage,
  id: string,
  purpose: Purpose,
  { fresh, onFault, stall = 5_000, total }: WriterOptions = {},
): Promise<SegmentWriter> {
  const folder = sessionFolder(id)
  let lock: SegmentLock | undefined
  try {
    if (!fresh) await requireSession(storage, id)
    const first = fresh && (await takeSegment(storage, folder, 1, purpose))
    const taken = first ?? (await takeNext(storage, id, purpose))
    lock = taken
    const { segment } = taken
    const file = await storage.open(journalFile(folder, segment))
    if (file === undefined) throw new Error(`segment ${segment} is there already`)
    const journal = new JournalWriter(file)
    const pack = new PackWriter(storage, packFile(folder, segment))
    const writer = new SegmentWriter({
      segment,
      journal,
      pack,
      queue: new DiskQueue(stall, total),
      release: () => taken.release(),
      ...(onFault && { onFault }),
    })
    void taken.revoked.then((revocation) => writer.revoke(takenOver(id, revocation)))
    await begin(storage, id, { purpose, info: first && fresh }, writer)
    return writer
  } catch (error) {
    await lock?.release()
    throw storageFault(error, `write to the session ${id}`)
  }
}

/**
 * Numbers are taken without gaps: whoever takes n has seen n - 1, and so every lock before its own.
 * Of two that capture, the later one has therefore seen the other's lock.
 */
async function takeNext(storage: Storage, id: string, purpose: Purpose): Promise<SegmentLock> {
  const folder = sessionFolder(id)
  for (;;) {
    const segments = await listSegments(storage, folder)
    if (purpose === 'capture') {
      for (const { segment, isReleased, isRevoked } of segments) {
        if (!isReleased && !isRevoked) await refuseIfCaptured(storage, id, segment)
      }
    }
    const next = (segments.at(-1)?.segment ?? 0) + 1
    const lock = await takeSegment(storage, folder, next, purpose)
    if (lock !== undefined) return lock
  }
}

async function refuseIfCaptured(storage: Storage, id: string, segment: number): Promise<void> {
  const folder = sessionFolder(id)
  const holder = await readHolder(storage, folder, segment)
  if (holder?.purpose === 'edit' || !(await isHeld(storage, folder, segment, holder))) return
  throw new HartifactError(
    'SESSION_LOCKED',
    `The session ${id} is being recorded${byHolder(holder)}.`,
    {
      fix: 'Wait until that recording ends, record into a new session, or take it over with unlock.',
    },
  )
}

function takenOver(id: string, { at, by: who, reason }: Revocation): HartifactError {
  const why = reason === undefined ? '' : `: ${reason}`
  return new HartifactError(
    'SESSION_LOCKED',
    `The session ${id} was taken over by ${who} at ${at}${why}.`,
    { fix: 'What was written before is in the session; record into a new one.' },
  )
}

async function begin(
  storage: Storage,
  id: string,
  { info: known, purpose }: { readonly purpose: Purpose; readonly info: SessionInfo | undefined },
  writer: SegmentWriter,
): Promise<void> {
  const { segment } = writer
  const { pid, host } = await ownIdentity()
  const at = new Date().toISOString()
  const node = process.version
  const info =
    purpose === 'capture' || segment === 1 ? await infoLine(storage, id, segment, known) : undefined
  try {
    await Promise.all([
      writer.append({
        t: 'hdr',
        v: journalVersion,
        session: id,
        segment,
        purpose,
        pid,
        host,
        node,
        at,
      }),
      info && writer.append(info),
    ])
  } catch (error) {
    await writer.close()
    throw error
  }
}

/**
 * What the manifest knows: it is only a cache, and should not be the only one that does. Dated at
 * the session's creation, so that every change counts more.
 */
async function infoLine(
  storage: Storage,
  id: string,
  segment: number,
  known: SessionInfo | undefined,
): Promise<InfoLine | undefined> {
  const info = known ?? (await readManifest(storage, id))?.info
  if (info === undefined) return undefined
  const { coverage, id: _id, state: _state, ...set } = info
  // What was seen is added up over the segments: it may not be in two of them.
  const first = segment === 1 && coverage ? { coverage } : {}
  return { t: 'info', at: set.createdAt, set: { ...set, ...first } }
}
