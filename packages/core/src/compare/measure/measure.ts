import type { ComparisonOptions } from '../comparison-options.ts'
import type { EndpointLatency } from '../comparison-data.ts'
import { measureCounts } from './counts.ts'
import { measureLatency } from './latency.ts'
import type { Measurement, MeasureInput } from './measurement.ts'
import { measureNPlusOne } from './n-plus-one.ts'
import { measureSizes } from './size.ts'
import { measureHosts } from './third-party.ts'
import { measureWaterfall } from './waterfall.ts'

/** What is measured beside latency, which also gives numbers for every endpoint. */
const steps: ReadonlyArray<
  readonly [name: string, step: (input: MeasureInput, options: ComparisonOptions) => Measurement[]]
> = [
  ['sizes', (input, { size }) => measureSizes(input, size)],
  ['N+1 requests', measureNPlusOne],
  ['budgets of requests', (input, { counts }) => measureCounts(input, counts)],
  ['new hosts', (input, { hostMap }) => measureHosts(input, hostMap)],
  ['waterfall', measureWaterfall],
]

/**
 * Times, weighs and counts two sessions: what is slower, larger, asked more often, asked of new hosts,
 * or waits longer than in any session of before.
 */
export function measure(
  input: MeasureInput,
  options: ComparisonOptions = {},
): { readonly measurements: readonly Measurement[]; readonly latency: readonly EndpointLatency[] } {
  const { latency, measurements } = measureLatency(input, options.latency)
  return {
    latency,
    measurements: [...measurements, ...steps.flatMap(([, step]) => step(input, options))],
  }
}
