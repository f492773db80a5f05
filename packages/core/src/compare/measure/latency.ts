import type { LatencyOptions } from '../comparison-options.ts'
import { withoutCommonShift } from './common-shift.ts'
import { findLatency } from './latency-findings.ts'
import { latencyRows, type MeasuredLatency } from './latency-rows.ts'
import { testEndpoints } from './latency-tests.ts'
import type { Measurement, MeasureInput } from './measurement.ts'
import { type EndpointTimings, timingsOf } from './timings.ts'

/** Below this number per side no rank test over many endpoints can find anything. */
const fewestSamples = 6

/** What latency came to. */
export interface LatencyResult {
  readonly measurements: readonly Measurement[]
  readonly latency: readonly MeasuredLatency[]
}

/**
 * Compares the time that endpoints take. Per endpoint, and for the wait for the first byte and the
 * whole time separately: a rank test of all calls of all sessions of before with those after, without
 * what all endpoints have in common, corrected for the number of tests. A difference is told when it
 * is significant and over both `minRatio` and `minMs`.
 */
export function measureLatency(
  input: MeasureInput,
  options: LatencyOptions | false = {},
): LatencyResult {
  const timings = timingsOf(input)
  if (options === false) return { measurements: [], latency: latencyRows(timings, []) }
  const limits = {
    minRatio: options.minRatio ?? 1.25,
    minMs: options.minMs ?? 20,
    minSamples: Math.max(fewestSamples, options.minSamples ?? 0),
  }
  const isEligible = ({ after, samples }: EndpointTimings): boolean =>
    after.length >= limits.minSamples &&
    samples.reduce((sum, sample) => sum + sample.length, 0) >= limits.minSamples
  const metrics = (['wait', 'total'] as const).map((metric) => {
    const eligible = timings.filter((one) => one.metric === metric && isEligible(one))
    return { metric, ...withoutCommonShift(eligible) }
  })
  const tests = testEndpoints(metrics, limits)
  const { measurements, shown } = findLatency(metrics, tests, limits)
  return { measurements, latency: latencyRows(timings, tests, shown) }
}
