import { type AdjustedTimings, significance } from './common-shift.ts'
import { shiftOf } from './hodges-lehmann.ts'
import type { EndpointTest, LatencyLimits, MetricTimings } from './latency-tests.ts'
import type { Measurement } from './measurement.ts'
import { median } from './quantiles.ts'
import type { EndpointTimings, Metric, Timing } from './timings.ts'

/** What is slower or faster, and which metric of each such endpoint says so. */
export interface LatencyFindings {
  readonly measurements: readonly Measurement[]
  readonly shown: ReadonlyMap<string, Metric>
}

/** Turns what the tests say into measurements: one for all endpoints, and at most one for each. */
export function findLatency(
  metrics: readonly MetricTimings[],
  tests: readonly EndpointTest[],
  limits: LatencyLimits,
): LatencyFindings {
  const shown = new Map<string, Metric>()
  const byEndpoint = new Map<string, EndpointTest[]>()
  for (const test of tests) {
    const { endpoint } = test.timings.raw
    byEndpoint.set(endpoint, [...(byEndpoint.get(endpoint) ?? []), test])
  }
  const measurements = [...byEndpoint.values()].flatMap((both) => {
    const found = worst(both, limits)
    if (!found) return []
    shown.set(found.raw.endpoint, found.raw.metric)
    return [found.measurement]
  })
  return { measurements: [...allSlower(metrics, limits), ...measurements], shown }
}

/** Two runs of the same seldom differ by more than twice the time. */
const mostDrift = Math.log(2)

interface Found {
  readonly raw: EndpointTimings
  readonly measurement: Measurement
}

/** Of the two metrics, the one with the greater difference. */
function worst(tests: readonly EndpointTest[], limits: LatencyLimits): Found | undefined {
  const ordered = tests.toSorted(
    (one, other) => other.timings.ratio.estimate - one.timings.ratio.estimate,
  )
  const slowest = ordered.find((test) => isSlower(test, limits))
  if (slowest) return foundIn(slowest, shifted('latency.slower', slowest))
  const partly = ordered.find(({ slow }) => slow !== undefined && slow.q <= significance)
  if (partly) return foundIn(partly, sometimesSlower(partly))
  const fastest = ordered.findLast((test) => isFaster(test, limits))
  return fastest && foundIn(fastest, shifted('latency.faster', fastest))
}

function foundIn({ timings }: EndpointTest, measurement: Measurement): Found {
  return { raw: timings.raw, measurement }
}

function isSlower({ slower, timings }: EndpointTest, { minMs, minRatio }: LatencyLimits): boolean {
  const { common, ratio } = timings
  return (
    slower <= significance &&
    ratio.estimate >= Math.log(minRatio) &&
    shiftInMs(timings) >= minMs &&
    // Machines differ by less; where a release made all others faster, the one that stayed is not slower.
    (common > -mostDrift || ratio.estimate + common > 0)
  )
}

function isFaster({ faster, timings }: EndpointTest, { minMs, minRatio }: LatencyLimits): boolean {
  const { common, ratio } = timings
  return (
    faster <= significance &&
    ratio.estimate <= -Math.log(minRatio) &&
    shiftInMs(timings) <= -minMs &&
    ratio.estimate + common < 0
  )
}

function shiftInMs({ after, before }: AdjustedTimings): number {
  const times = (timings: readonly Timing[]): number[] => timings.map(({ ms }) => ms)
  return shiftOf(times(before), times(after))?.estimate ?? 0
}

function shifted(
  rule: 'latency.slower' | 'latency.faster',
  { timings: { common, ratio, raw } }: EndpointTest,
): Measurement {
  const before = roundMs(medianOf(raw.samples.flat()))
  const after = roundMs(medianOf(raw.after))
  const shared =
    Math.abs(common) >= Math.log(1.1)
      ? `, beside the ${factor(Math.exp(common))} times of all endpoints`
      : ''
  return {
    rule,
    endpoint: raw.endpoint,
    before,
    after,
    ...entriesOf(raw),
    message:
      `${verbs[raw.metric]} ${factor(Math.exp(ratio.estimate))} times as long${shared}: ${before} ms before, ${after} ms after ` +
      `(medians; 95 % interval ${factor(Math.exp(ratio.low))} to ${factor(Math.exp(ratio.high))}; ` +
      `${raw.samples.flat().length} and ${raw.after.length} calls).`,
  }
}

function sometimesSlower({ slow, timings: { raw } }: EndpointTest): Measurement {
  const numbers = slow?.after ?? []
  const before = `${slow?.before ?? 0} of ${raw.samples.flat().length} calls`
  const after = `${numbers.length} of ${raw.after.length} calls`
  return {
    rule: 'latency.slower',
    endpoint: raw.endpoint,
    before,
    after,
    ...entriesOf(raw),
    afterEntries: numbers,
    message: `Some calls take more than ${roundMs(slow?.limit ?? 0)} ms: ${before} before, ${after} after.`,
  }
}

/** The whole session, by the metric that shifted more. */
function allSlower(metrics: readonly MetricTimings[], limits: LatencyLimits): Measurement[] {
  const [worse] = metrics
    .flatMap(({ adjusted, common, metric }) =>
      common ? [{ common, metric, endpoints: adjusted.length }] : [],
    )
    .filter(
      ({ common }) =>
        common.isSignificant &&
        common.log >= Math.log(limits.minRatio) &&
        common.ms >= limits.minMs,
    )
    .toSorted((one, other) => other.common.log - one.common.log)
  if (!worse) return []
  const ratio = Math.exp(worse.common.log)
  return [
    {
      rule: 'latency.all-slower',
      endpoint: '',
      before: 1,
      after: Math.round(ratio * 100) / 100,
      beforeEntries: [],
      afterEntries: [],
      message:
        `All ${worse.endpoints} endpoints with enough calls ${plural[worse.metric]} ${factor(ratio)} times ` +
        'as long: the environment, or a change that concerns all of them?',
    },
  ]
}

const verbs = { wait: 'Waits for the first byte', total: 'Takes' } as const
const plural = { wait: 'wait for the first byte', total: 'take' } as const

function entriesOf(raw: EndpointTimings): Pick<Measurement, 'beforeEntries' | 'afterEntries'> {
  const numbers = (timings: readonly Timing[]): number[] => timings.map(({ number }) => number)
  return { beforeEntries: numbers(raw.samples[0] ?? []), afterEntries: numbers(raw.after) }
}

function medianOf(timings: readonly Timing[]): number {
  return median(timings.map(({ ms }) => ms))
}

function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10
}

function factor(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(ratio < 1 ? 2 : 1)
}
