/** How long exchanges took, in ms, from the head of the request to the end of the response. */
export interface Latency {
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/**
 * Percentiles by the nearest rank: each is a time that some exchange really took. Undefined without
 * any.
 */
export function latencyOf(times: readonly number[]): Latency | undefined {
  if (times.length === 0) return undefined
  const sorted = Float64Array.from(times).toSorted()
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
  return {
    min: sorted[0]!,
    mean: sorted.reduce((sum, time) => sum + time, 0) / sorted.length,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: sorted.at(-1)!,
  }
}
