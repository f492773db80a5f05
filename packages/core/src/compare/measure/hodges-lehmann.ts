import { sorted, thinned } from './quantiles.ts'

/** How much greater values after are: the median of all differences between the sides. */
export interface Shift {
  readonly estimate: number
  /** 95 % confidence interval. */
  readonly low: number
  readonly high: number
}

/** More values of a side are thinned out evenly: 10,000 differences are sorted in a millisecond. */
const mostValues = 100

/**
 * Hodges-Lehmann estimate of the shift between two samples, with the 95 % interval that belongs to
 * the rank test (normal approximation of its ranks). For a ratio give it logarithms.
 *
 * @returns undefined when a side is empty
 */
export function shiftOf(before: readonly number[], after: readonly number[]): Shift | undefined {
  const pairs = before.length * after.length
  if (pairs === 0) return undefined
  const from = thinned(sorted(before), mostValues)
  const to = thinned(sorted(after), mostValues)
  const differences = new Float64Array(from.length * to.length)
  let at = 0
  for (const start of from) for (const end of to) differences[at++] = end - start
  differences.sort()
  const half = 1.96 * Math.sqrt((pairs * (before.length + after.length + 1)) / 12)
  const rank = Math.max(1, Math.round(pairs / 2 - half))
  // Thinning keeps the shape: the rank is the same share of fewer differences.
  const index = Math.min(
    Math.floor(((rank - 1) * differences.length) / pairs),
    (differences.length - 1) >> 1,
  )
  const middle = differences.length >> 1
  const estimate =
    differences.length % 2 === 1
      ? differences[middle]!
      : (differences[middle - 1]! + differences[middle]!) / 2
  return { estimate, low: differences[index]!, high: differences[differences.length - 1 - index]! }
}
