import type { SessionInfo } from '../entry/session-info.ts'
import type { SessionSource } from '../formats/format.ts'
import {
  createSession,
  openWriter,
  removeSession,
  type SegmentWriter,
  type SessionIndex,
  type Storage,
} from '../store/index.ts'
import { copySources } from './copied-source.ts'
import { jointRedaction } from './joint-redaction.ts'

/**
 * Makes a new session and fills it. When that fails, nothing of it is left.
 *
 * @throws HartifactError `STORE_FULL`, `STORE_UNWRITABLE`, and whatever `fill` throws
 */
export async function deriveSession(
  storage: Storage,
  info: SessionInfo,
  fill: (writer: SegmentWriter) => Promise<void>,
): Promise<void> {
  await createSession(storage, info)
  let writer: SegmentWriter | undefined
  try {
    writer = await openWriter(storage, info.id, 'capture')
    await fill(writer)
    const { fault } = await writer.close()
    if (fault) throw fault
  } catch (error) {
    await writer?.close()
    await removeSession(storage, info.id).catch(() => {})
    throw error
  }
}

/**
 * Adds to a session in a segment of its own, which anybody may do at any time. What was written
 * before a failure stays.
 */
export async function addToSession(
  storage: Storage,
  id: string,
  add: (writer: SegmentWriter) => Promise<void>,
): Promise<void> {
  const writer = await openWriter(storage, id, 'edit')
  try {
    await add(writer)
  } catch (error) {
    await writer.close()
    throw error
  }
  const { fault } = await writer.close()
  if (fault) throw fault
}

/**
 * Adds what another session holds to the end of one. Refresh the index first.
 *
 * @returns the number of entries
 */
export async function appendSource(
  storage: Storage,
  index: SessionIndex,
  source: SessionSource,
): Promise<number> {
  const taken = index.usedIds()
  const before = index.info.redaction
  const added = source.info.redaction
  const redaction = taken.length === 0 ? added : jointRedaction([before, added])
  let count = 0
  await addToSession(storage, index.id, async (writer) => {
    // First, so that it never says of itself what is no longer so.
    if (redaction !== before) await writer.append({ t: 'info', set: { redaction } })
    count = await copySources(writer, { sources: [source], taken })
  })
  return count
}
