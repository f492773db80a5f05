import type { EndpointLatency } from '../comparison-data.ts'
import type { EndpointTest } from './latency-tests.ts'
import { median } from './quantiles.ts'
import type { EndpointTimings, Metric, Timing } from './timings.ts'

/** Latency of an endpoint, and which duration it is. */
export interface MeasuredLatency extends EndpointLatency {
  /** Until the first byte of the response, or until its end. */
  readonly metric: Metric
}

/**
 * One row for every endpoint with a timing, on whatever side; the median of a side without is 0. It is
 * the metric that was reported, else the whole time, else the wait.
 */
export function latencyRows(
  timings: readonly EndpointTimings[],
  tests: readonly EndpointTest[],
  shown: ReadonlyMap<string, Metric> = new Map(),
): MeasuredLatency[] {
  const chosen = new Map<string, EndpointTimings>()
  for (const one of timings) {
    const wanted = shown.get(one.endpoint)
    const isEmpty = one.after.length === 0 && one.samples.every((sample) => sample.length === 0)
    if (!isEmpty && (wanted === undefined || wanted === one.metric)) chosen.set(one.endpoint, one)
  }
  const testOf = new Map(tests.map((test) => [test.timings.raw, test]))
  return [...chosen.values()].map((one) => rowOf(one, testOf.get(one)))
}

function rowOf(timings: EndpointTimings, test: EndpointTest | undefined): MeasuredLatency {
  const before = timings.samples.flat()
  return {
    endpoint: timings.endpoint,
    metric: timings.metric,
    samples: { before: before.length, after: timings.after.length },
    median: { before: medianOf(before), after: medianOf(timings.after) },
    ...(test && {
      ratio: Math.exp(test.timings.ratio.estimate),
      interval: [Math.exp(test.timings.ratio.low), Math.exp(test.timings.ratio.high)] as const,
      q: test.timings.ratio.estimate >= 0 ? test.slower : test.faster,
    }),
  }
}

function medianOf(timings: readonly Timing[]): number {
  return median(timings.map(({ ms }) => ms))
}
