import { HartifactError } from '../errors.ts'
import type { MatcherContext } from './matcher.ts'

/** What becomes of baselines. */
export type BaselineMode =
  /** None is written. */
  | 'none'
  /** One that is not there is written. */
  | 'missing'
  /** One that differs is written anew, too. */
  | 'changed'
  /** The session becomes a further sample of what it is equivalent to. */
  | 'add'

/**
 * What is to become of baselines: what `HARTIFACT_UPDATE` says, else what the runner was told for its
 * snapshots. A CI writes none that is missing, as nobody would see it.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a value of `HARTIFACT_UPDATE` that does not exist
 */
export function baselineMode(
  { snapshotState, updateSnapshots }: MatcherContext,
  environment: NodeJS.ProcessEnv = process.env,
): BaselineMode {
  const asked = environment['HARTIFACT_UPDATE']
  if (asked) return named(asked)
  // Jest and Vitest have looked whether this is a CI, and may have been told otherwise.
  const own: unknown = snapshotState && Reflect.get(snapshotState, '_updateSnapshot')
  if (own === 'all') return 'changed'
  if (own === 'none') return 'none'
  if (own === 'new') return 'missing'
  if (updateSnapshots === 'all' || updateSnapshots === 'changed') return 'changed'
  if (updateSnapshots === 'none') return 'none'
  return isCi(environment) ? 'none' : 'missing'
}

function named(asked: string): BaselineMode {
  const mode = modes[asked.toLowerCase()]
  if (mode) return mode
  throw new HartifactError('INVALID_ARGUMENT', `HARTIFACT_UPDATE cannot be "${asked}".`, {
    fix: 'Use 1 to write baselines anew, add for one more sample, 0 to write none.',
  })
}

const modes: Readonly<Record<string, BaselineMode>> = {
  '1': 'changed',
  true: 'changed',
  add: 'add',
  '0': 'none',
  false: 'none',
}

function isCi({ CI }: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && !['', '0', 'false'].includes(CI.toLowerCase())
}
