import { HartifactError } from '../errors.ts'
import type { SessionSummary } from './session-summary.ts'

/** Options of `store.prune()`. */
export interface PruneOptions {
  /** Runs of each test whose sessions stay; default 10. A run is an attempt with its retries. */
  readonly keep?: number
  /** Days that a deleted session stays in the trash; default 7. */
  readonly trashDays?: number
  /** Only say what would be done. */
  readonly dryRun?: boolean
}

/** What was pruned. */
export interface PruneResult {
  /** They are in the trash now. */
  readonly removed: readonly SessionSummary[]
  /** They were in the trash, and are gone for good. */
  readonly purged: readonly SessionSummary[]
  /** Sessions that stay. */
  readonly kept: number
}

const day = 24 * 60 * 60 * 1000

/**
 * Which sessions go.
 *
 * @throws HartifactError `INVALID_ARGUMENT`
 */
export function pruneCandidates(
  rows: readonly SessionSummary[],
  trashed: readonly SessionSummary[],
  { keep = 10, trashDays = 7 }: PruneOptions,
  now: number = Date.now(),
): Pick<PruneResult, 'removed' | 'purged'> {
  for (const [name, value] of Object.entries({ keep, trashDays })) {
    if (typeof value === 'number' && value >= 0) continue
    throw new HartifactError('INVALID_ARGUMENT', `${name} is ${String(value)}.`, {
      fix: 'Use a number from 0.',
    })
  }
  const removed = [...byTest(rows).values()].flatMap((sessions) =>
    runsOf(sessions)
      .slice(0, keep === 0 ? undefined : -keep)
      .flat()
      .filter(({ active, pinned, state }) => !pinned && !active && state !== 'recording'),
  )
  const purged = trashed.filter(
    ({ deleted }) => deleted !== undefined && now - Date.parse(deleted.at) > trashDays * day,
  )
  return { removed, purged }
}

/** Sessions that a test made by itself, oldest first. */
function byTest(rows: readonly SessionSummary[]): Map<string, SessionSummary[]> {
  const groups = new Map<string, SessionSummary[]>()
  for (const row of rows.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    if (row.type !== 'test' || !row.test) continue
    const { project = '', repeatEachIndex = 0, runner, testId } = row.test
    const key = JSON.stringify([runner, project, testId, repeatEachIndex])
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

/** A retry belongs to the attempt before it. */
function runsOf(sessions: readonly SessionSummary[]): SessionSummary[][] {
  const runs: SessionSummary[][] = []
  let last = Infinity
  for (const session of sessions) {
    const retry = session.test?.retry ?? 0
    const current = runs.at(-1)
    if (current && retry > last) current.push(session)
    else runs.push([session])
    last = retry
  }
  return runs
}
