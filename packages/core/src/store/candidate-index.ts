import type { LineNeed } from '../entry/query/index.ts'
import { isHartifactError } from '../errors.ts'
import { sessionFolder } from './layout.ts'
import { RememberingStorage } from './remembering-storage.ts'
import { scanCandidates } from './scan-candidates.ts'
import { listSegments } from './session-files.ts'
import { SessionIndex } from './session-index.ts'
import type { Storage } from './storage.ts'

/** A session as far as it may have what is looked for. */
export interface CandidateIndex {
  /** Knows the entries that may fit. */
  readonly index: SessionIndex
  /** Ids of those; undefined for all. */
  readonly candidates: ReadonlySet<string> | undefined
}

/**
 * Reads of a session what may meet some needs. Undefined when nothing in it does, or it is not
 * there.
 *
 * @throws FORMAT_NEWER when a later version has written it
 * @throws the reason of `signal`
 */
export async function readCandidates(
  storage: Storage,
  id: string,
  needs: readonly LineNeed[],
  signal?: AbortSignal,
): Promise<CandidateIndex | undefined> {
  const view = new RememberingStorage(storage)
  const candidates =
    needs.length > 0 ? await scanCandidates(view, id, needs, { signal }) : undefined
  if (candidates?.size === 0) return undefined
  // What was seen of a segment before its writer let go of it may not be all of it.
  const files = await listSegments(view, sessionFolder(id))
  const isSettled = files.every(({ isReleased }) => isReleased)
  const index = new SessionIndex(isSettled ? view : storage, id, undefined, candidates)
  try {
    await index.refresh()
    return { index, candidates }
  } catch (error) {
    if (isHartifactError(error, 'NAME_NOT_FOUND')) return undefined
    throw error
  }
}
