import type { SessionState } from '../entry/session-info.ts'
import { decodeLine } from './journal.ts'
import type { EndLine, Purpose } from './journal-line.ts'
import { journalFile, sessionFolder, sessionsFolder, type SessionPlace } from './layout.ts'
import { isHeld, readHolder } from './segment-lock.ts'
import { listSegments, requireSession, type SegmentFiles } from './session-files.ts'
import type { Storage } from './storage.ts'

const tailSize = 16 * 1024

/** What decides on the state of a session. */
export interface SegmentStatus {
  readonly purpose: Purpose
  readonly isReleased: boolean
  /** Its writer can still write it. */
  readonly isHeld: boolean
  /** Its last line, when it was closed in order. */
  readonly end?: EndLine | undefined
}

/** The state of a session from its segments, in order. Edits do not count. */
export function judgeState(segments: readonly SegmentStatus[]): SessionState {
  const captures = segments.filter(({ purpose }) => purpose === 'capture')
  if (captures.some(({ end, isHeld: held }) => held && end === undefined)) return 'recording'
  const last = captures.at(-1)
  if (last !== undefined && last.end === undefined) return last.isReleased ? 'degraded' : 'crashed'
  return captures.some(({ end }) => (end?.counts['lost'] ?? 0) > 0) ? 'degraded' : 'closed'
}

/**
 * The state of a session from its locks and the last line of each segment; never from a flag, which
 * a killed writer could not have set.
 *
 * @throws NAME_NOT_FOUND when there is no such session
 */
export async function sessionState(
  storage: Storage,
  id: string,
  place: SessionPlace = sessionsFolder,
): Promise<SessionState> {
  const folder = sessionFolder(id, place)
  const segments = await listSegments(storage, folder)
  if (segments.length === 0) await requireSession(storage, id, place)
  return judgeState(
    await Promise.all(
      segments.map(async (files) => ({
        ...(await readHolding(storage, folder, files)),
        isReleased: files.isReleased,
        end: await readEnd(storage, journalFile(folder, files.segment)),
      })),
    ),
  )
}

/** Who has a segment, and whether they still can write it. */
export async function readHolding(
  storage: Storage,
  folder: string,
  { segment, isReleased, isRevoked }: SegmentFiles,
): Promise<Pick<SegmentStatus, 'purpose' | 'isHeld'>> {
  const holder = await readHolder(storage, folder, segment)
  return {
    purpose: holder?.purpose ?? 'capture',
    isHeld: !isReleased && !isRevoked && (await isHeld(storage, folder, segment, holder)),
  }
}

async function readEnd(storage: Storage, path: string): Promise<EndLine | undefined> {
  const size = (await storage.size(path)) ?? 0
  if (size === 0) return undefined
  const length = Math.min(size, tailSize)
  const tail = Buffer.from(await storage.read(path, size - length, length))
  const last = tail.at(-1) === 0x0a ? tail.subarray(0, -1) : tail
  const line = decodeLine(last.subarray(last.lastIndexOf('\n') + 1))
  return typeof line !== 'string' && line.t === 'end' ? line : undefined
}
