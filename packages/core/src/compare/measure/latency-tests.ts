import { benjaminiHochberg } from './benjamini-hochberg.ts'
import type { AdjustedTimings, CommonShift } from './common-shift.ts'
import { rankTest } from './rank-test.ts'
import { type SlowCalls, slowCalls } from './slow-calls.ts'
import type { Metric } from './timings.ts'

/** From where on a difference matters. */
export interface LatencyLimits {
  readonly minRatio: number
  /** Milliseconds. */
  readonly minMs: number
}

/** The timings of one metric that are enough to be tested. */
export interface MetricTimings {
  readonly metric: Metric
  readonly adjusted: readonly AdjustedTimings[]
  readonly common?: CommonShift
}

/** What the tests say about one metric of an endpoint. */
export interface EndpointTest {
  readonly timings: AdjustedTimings
  /** For being slower and faster, corrected for all tests. */
  readonly slower: number
  readonly faster: number
  /** For some calls being slow; of `total`, or of `wait` where there is no total. */
  readonly slow?: SlowCalls & { readonly q: number }
}

/** Tests all endpoints and metrics, and corrects for their number. */
export function testEndpoints(
  metrics: readonly MetricTimings[],
  limits: LatencyLimits,
): readonly EndpointTest[] {
  const all = metrics.flatMap(({ adjusted }) => adjusted)
  const ranks = all.map(({ logs }) => rankTest(logs.before, logs.after))
  const slower = benjaminiHochberg(ranks.map(({ greater }) => greater))
  const faster = benjaminiHochberg(ranks.map(({ smaller }) => smaller))
  const slow = testSlowCalls(metrics, limits)
  return all.map((timings, at) => {
    const found = slow.get(timings)
    return { timings, slower: slower[at]!, faster: faster[at]!, ...(found && { slow: found }) }
  })
}

/** Once per endpoint: what is slow to come is slow to end as well. */
function testSlowCalls(
  metrics: readonly MetricTimings[],
  limits: LatencyLimits,
): ReadonlyMap<AdjustedTimings, SlowCalls & { readonly q: number }> {
  const chosen = new Map<string, AdjustedTimings>()
  for (const { adjusted } of metrics) for (const one of adjusted) chosen.set(one.raw.endpoint, one)
  const timings = [...chosen.values()]
  const found = slowCalls(timings, limits)
  const corrected = benjaminiHochberg(found.map(({ probability }) => probability))
  return new Map(timings.map((one, at) => [one, { ...found[at]!, q: corrected[at]! }]))
}
