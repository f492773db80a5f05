import type { SessionInfo } from '../entry/session-info.ts'
import {
  createSession,
  openWriter,
  removeSession,
  type SegmentWriter,
  type Storage,
} from '../store/index.ts'

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
  const writer = await openWriter(storage, info.id, 'capture')
  try {
    await fill(writer)
    const { fault } = await writer.close()
    if (fault) throw fault
  } catch (error) {
    await writer.close()
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
