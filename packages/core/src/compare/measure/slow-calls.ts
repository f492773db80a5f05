import { atLeast, rateOf } from './beta-binomial.ts'
import type { AdjustedTimings } from './common-shift.ts'
import { fisherExact } from './fisher-exact.ts'
import { median } from './quantiles.ts'
import type { Timing } from './timings.ts'

/** How many calls of an endpoint take much longer than usual. */
export interface SlowCalls {
  /** From how many milliseconds on a call counts as slow. */
  readonly limit: number
  readonly before: number
  /** Positions in the session after. */
  readonly after: readonly number[]
  /** Of so many after, given how often calls of this endpoint, and of all, are slow. */
  readonly probability: number
}

/** Slow is at least twice the usual time. */
const leastFactor = 2

/** Fewer slow calls, not counting neighbours, can be chance in any suite. */
const leastGroups = 3

/** What the endpoint's own calls alone must say, before the other endpoints are asked. */
const ownLimit = 0.05

/**
 * Looks for endpoints of which only some calls became slow, every third for instance: the rank test
 * sees them when they are many. How often calls are slow by chance is learnt from all endpoints.
 * Slow calls in a row count once: for a moment everything was slow, whatever was asked.
 *
 * @param timings - of one metric, of endpoints with enough calls
 * @param limits - the least difference that matters
 */
export function slowCalls(
  timings: readonly AdjustedTimings[],
  { minMs, minRatio }: { readonly minMs: number; readonly minRatio: number },
): readonly SlowCalls[] {
  const counts = timings.map(({ after, before }) => {
    const usual = median(before.map(({ ms }) => ms))
    const limit = Math.max(usual * Math.max(leastFactor, minRatio), usual + minMs)
    const [was, is] = [before, after].map((side) => side.map(({ ms }) => ms > limit))
    return {
      limit,
      was: { found: groups(was!), of: before.length },
      is: { found: groups(is!), of: after.length },
      before: slow(before, limit).length,
      after: slow(after, limit),
    }
  })
  const rate = rateOf(counts.map(({ was }) => was))
  return counts.map(({ after, before, is, limit, was }) => {
    const isUnusual =
      is.found >= leastGroups &&
      fisherExact(is.found, is.of, is.found + was.found, is.of + was.of) <= ownLimit
    const probability = isUnusual ? atLeast(is.found, is.of, rate, was) : 1
    return { limit, before, after, probability }
  })
}

function slow(timings: readonly Timing[], limit: number): number[] {
  return timings.filter(({ ms }) => ms > limit).map(({ number }) => number)
}

/** Runs of slow calls. */
function groups(marks: readonly boolean[]): number {
  return marks.filter((mark, at) => mark && marks[at - 1] !== true).length
}
