import type { Entry } from '../entry/entry.ts'
import { describeEntry } from '../entry/entry-line.ts'
import { compileFilter, type EntryFilter } from '../entry/filter.ts'
import { headingOf, limitOf, type MatcherContext, type MatcherResult } from './matcher.ts'
import { assertTraffic, read, settle } from './traffic.ts'

/** Options of {@link toHaveNoFailedRequests}. */
export interface ToHaveNoFailedRequestsOptions {
  /** Requests that may fail: those that match any of these filters. */
  readonly ignore?: readonly EntryFilter[]
  /** Count a status from 400 to 499 as success; default `false`. */
  readonly allow4xx?: boolean
  /**
   * Milliseconds to wait for exchanges in flight; 0 does not wait for them. Default: the runner's
   * own limit for assertions where it has one (Playwright's `expect.timeout`), else 5,000.
   */
  readonly timeout?: number
}

/** How many failures a message lists. */
const shown = 50

/**
 * Passes when no request failed: each got a status below 400 (below 500 with `allow4xx`), and none
 * broke off. Requests that the client itself gave up (`client-aborted`: browsers do that at every
 * navigation) or that the end of the recording cut off (`unfinished`) are no failures.
 *
 * On a recording it first waits until nothing is in flight.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a filter with unknown conditions; `TIMED_OUT` when
 *   exchanges are still in flight at the limit: `timeout: 0` decides on what is there now
 */
export async function toHaveNoFailedRequests(
  context: MatcherContext,
  traffic: unknown,
  options: ToHaveNoFailedRequestsOptions = {},
): Promise<MatcherResult> {
  assertTraffic(traffic, 'toHaveNoFailedRequests')
  const { allow4xx = false, ignore = [] } = options
  const ignored = ignore.map((filter) => compileFilter(filter))
  await settle(traffic, limitOf(context, options.timeout))
  const entries = await read(traffic)
  const failed = entries.filter(
    (entry) => hasFailed(entry, allow4xx ? 500 : 400) && !ignored.some((matches) => matches(entry)),
  )
  return {
    pass: failed.length === 0,
    message: () =>
      [
        headingOf(context, 'toHaveNoFailedRequests', ''),
        '',
        `${failed.length || 'None'} of the ${entries.length} request(s) of "${traffic.name}" failed.`,
        ...failed.slice(0, shown).map((entry) => `  ${lineOf(entry)}`),
        ...(failed.length > shown ? [`  … and ${failed.length - shown} more`] : []),
      ].join('\n'),
  }
}

function hasFailed({ failure, response }: Entry, lowest: number): boolean {
  if (failure && failure.kind !== 'client-aborted' && failure.kind !== 'unfinished') return true
  return (response?.status ?? 0) >= lowest
}

function lineOf(entry: Entry): string {
  const line = describeEntry(entry, { url: 'full' })
  return entry.failure ? `${line}: ${entry.failure.message}` : line
}
