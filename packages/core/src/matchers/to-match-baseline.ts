import type { ComparedSource } from '../compare/exchange.ts'
import { HartifactError } from '../errors.ts'
import { type Comparable, compare, type CompareOptions } from '../session/compare.ts'
import { comparedSessions } from '../session/compare-sessions.ts'
import { withoutSecrets, writeBaseline } from './baseline-export.ts'
import {
  type BaselinePlace,
  baselinePlace,
  baselineSamples,
  firstSample,
  nextSample,
  removeSamples,
  shownPath,
} from './baseline-files.ts'
import { baselineMode } from './baseline-mode.ts'
import { callingFile } from './calling-file.ts'
import { limitOf, type MatcherContext, type MatcherResult } from './matcher.ts'
import { resultOf } from './to-match-session.ts'

/** Options of {@link toMatchBaseline}: those of `compare`, but latency is not compared by default. */
export interface ToMatchBaselineOptions extends CompareOptions {
  /**
   * The file of tests beside which the baselines are, as path or `file:` URL; for runners that do not
   * say it, as node:test, when it is not the file that calls. `import.meta.url` will do.
   */
  readonly file?: string
}

const update = 'If this is how it is meant to be, run the test with -u, or HARTIFACT_UPDATE=1.'

/**
 * Passes when nothing that matters differs from the baseline in the repository, as `toMatchSession`:
 * `__baselines__/<test file>/<name>.har` beside the file of tests, and `<name>.2.har`, … as further
 * samples, from which is learnt what differs by nature.
 *
 * A baseline that is not there is written, but not by a CI. Run with `-u`, or with
 * `HARTIFACT_UPDATE=1`, a baseline from which anything differs is written anew, and its further
 * samples, which no longer fit it, are removed. `HARTIFACT_UPDATE=add` makes the session one more
 * sample of a baseline that it matches.
 *
 * @param name - default: the name of the session
 * @throws HartifactError `BASELINE_MISSING`; `INVALID_ARGUMENT`; as `compare`
 */
export async function toMatchBaseline(
  context: MatcherContext,
  traffic: unknown,
  name?: string,
  options: ToMatchBaselineOptions = {},
): Promise<MatcherResult> {
  const { file, ...given } = options
  // Before anything is awaited: then it could not be told any more who has called.
  const testFile = callingFile(context, file)
  const mode = context.isNot ? 'none' : baselineMode(context)
  const timeout = limitOf(context, given.timeout)
  await using sessions = comparedSessions({ store: given.store, timeout })
  const [read] = await sessions.readAll([traffic as Comparable])
  const session = withoutSecrets(read!)
  const place = baselinePlace(testFile, name ?? read!.info.name)
  const [first, ...others] = await baselineSamples(place)
  if (first === undefined) {
    if (mode === 'none') throw missing(place)
    return written(session, firstSample(place))
  }
  const comparison = await compare(shownPath(first), session, {
    latency: false,
    ...given,
    baselines: [...others.map(shownPath), ...(given.baselines ?? [])],
  })
  const { findings, verdict } = comparison
  if (mode === 'changed' && (verdict !== 'equivalent' || findings.length > 0)) {
    const result = await written(session, firstSample(place))
    await removeSamples([first, ...others].filter((path) => path !== firstSample(place)))
    return result
  }
  if (mode === 'add' && verdict === 'equivalent') {
    const next = await nextSample(place)
    if (next !== undefined) return written(session, next)
  }
  const hint = `The baseline is ${shownPath(first)}. ${update}`
  return resultOf(context, {
    matcher: 'toMatchBaseline',
    expected: 'name',
    comparison,
    ...(!context.isNot && { hint }),
  })
}

async function written(session: ComparedSource, path: string): Promise<MatcherResult> {
  if (session.entries.length === 0) {
    throw new HartifactError('INVALID_ARGUMENT', `"${session.name}" holds no requests at all.`, {
      fix: 'It would be no baseline: does the client use its proxy?',
    })
  }
  await writeBaseline(session, path)
  const told = `The baseline ${shownPath(path)} was written.`
  process.stderr.write(`  hartifact: ${told}\n`)
  return { pass: true, message: () => told }
}

function missing(place: BaselinePlace): HartifactError {
  return new HartifactError(
    'BASELINE_MISSING',
    `There is no baseline ${shownPath(firstSample(place))}, and none is written here.`,
    {
      fix: 'Run the test once on your machine, look at the file, and commit it; HARTIFACT_UPDATE=1 writes it anywhere.',
    },
  )
}
