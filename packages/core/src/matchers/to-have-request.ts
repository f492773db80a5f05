import { setTimeout as sleep } from 'node:timers/promises'
import type { Entry } from '../entry/entry.ts'
import { describeEntry } from '../entry/entry-line.ts'
import { compileFilter, describeFilter, type EntryFilter } from '../entry/filter.ts'
import { HartifactError } from '../errors.ts'
import { headingOf, limitOf, type MatcherContext, type MatcherResult } from './matcher.ts'
import { nearestRequests } from './nearest-requests.ts'
import { assertTraffic, read, settle, type Traffic } from './traffic.ts'

/** Options of {@link toHaveRequest}. */
export interface ToHaveRequestOptions {
  /**
   * Milliseconds to wait for the request; 0 looks once, without waiting for anything. Default: the
   * runner's own limit for assertions where it has one (Playwright's `expect.timeout`), else 5,000.
   */
  readonly timeout?: number
  /** Exactly so many; default one or more. */
  readonly times?: number
}

/** Milliseconds between two looks: new entries reach the disk within a few. */
const interval = 40

/** How many of the other requests a failure shows. */
const shown = 10

/**
 * Passes as soon as a request matches `filter`. A filter that speaks of the response (`status`,
 * `type`) waits for the response. With `times` it also waits until nothing is in flight, so that one
 * too many is seen; with `.not` it waits for that first and then looks once.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a filter with unknown conditions; `TIMED_OUT` when
 *   exchanges are in flight for so long that `.not` or `times` cannot be decided: `timeout: 0`
 *   decides on what is there now
 */
export async function toHaveRequest(
  context: MatcherContext,
  traffic: unknown,
  filter: EntryFilter,
  options: ToHaveRequestOptions = {},
): Promise<MatcherResult> {
  assertTraffic(traffic, 'toHaveRequest')
  const { times } = options
  checkTimes(times)
  compileFilter(filter)
  const limit = limitOf(context, options.timeout)
  const wanted = (found: readonly Entry[]): boolean =>
    times === undefined ? found.length > 0 : found.length === times

  const found =
    context.isNot || times === 0
      ? await lookOnceSettled(traffic, filter, limit)
      : await lookUntil(traffic, filter, limit, times)
  const pass = wanted(found)
  // Read only for a message: most assertions pass.
  const others = pass === (context.isNot ?? false) ? await read(traffic) : []
  return {
    pass,
    message: () =>
      [
        headingOf(context, 'toHaveRequest', 'filter'),
        '',
        `${verdictOf(traffic, filter, found.length, times)}${waitedFor(limit)}`,
        ...listOf(
          pass ? found : nearestRequests(others, filter),
          pass ? 'These' : 'The nearest',
          others.length,
        ),
      ].join('\n'),
  }
}

async function lookOnceSettled(
  traffic: Traffic,
  filter: EntryFilter,
  limit: number,
): Promise<readonly Entry[]> {
  await settle(traffic, limit)
  return read(traffic, filter)
}

async function lookUntil(
  traffic: Traffic,
  filter: EntryFilter,
  limit: number,
  times: number | undefined,
): Promise<readonly Entry[]> {
  // Tests may have replaced the clock and the global timers; these two are Node's own.
  const over = AbortSignal.timeout(limit)
  for (;;) {
    // The last look is after the end of the time, also when a look itself took long.
    const last = limit === 0 || over.aborted
    const found = await read(traffic, filter)
    if (times === undefined ? found.length > 0 : found.length > times) return found
    if (times !== undefined && found.length === times)
      return lookOnceSettled(traffic, filter, limit)
    if (last) return found
    await sleep(interval, undefined, { signal: over }).catch(() => {})
  }
}

function verdictOf(traffic: Traffic, filter: EntryFilter, count: number, times?: number): string {
  const having = `"${traffic.name}" has`
  const matching = `of ${describeFilter(filter)}`
  if (times !== undefined)
    return `${having} ${count} request(s) ${matching}; the number asked about is ${times}.`
  return count === 0
    ? `${having} no request ${matching}.`
    : `${having} ${count} request(s) ${matching}.`
}

function waitedFor(limit: number): string {
  return limit === 0 ? '' : ` The limit was ${limit} ms.`
}

function listOf(entries: readonly Entry[], title: string, total: number): string[] {
  if (total === 0) return ['It holds no requests at all: does the client use its proxy?']
  const lines = entries.slice(0, shown).map((entry) => `  ${describeEntry(entry, { url: 'full' })}`)
  return [`${title} of its ${total} request(s):`, ...lines]
}

function checkTimes(times: number | undefined): void {
  if (times === undefined || (Number.isInteger(times) && times >= 0)) return
  throw new HartifactError(
    'INVALID_ARGUMENT',
    `times must be a whole number, not ${String(times)}.`,
    {
      fix: 'Leave it out for one or more.',
    },
  )
}
