/** How often something happens, and how much that differs from place to place. */
export interface Rate {
  /** Share, 0 to 1. */
  readonly mean: number
  /** Observations that the mean is worth at a new place: small when places differ much. */
  readonly weight: number
}

/** However alike the places look, their rates are never taken for equal. */
const leastSpread = 0.02

/** Spread that is assumed when there is nothing to learn it from. */
const unknownSpread = 0.1

/**
 * Learns a rate from counts at several places (method of moments of the beta-binomial distribution).
 *
 * @param counts - how often it happened in how many observations
 */
export function rateOf(
  counts: ReadonlyArray<{ readonly found: number; readonly of: number }>,
): Rate {
  const used = counts.filter((count) => count.of > 0)
  const all = used.reduce((sum, count) => sum + count.of, 0)
  // One in thirty more, so that what was never seen is not taken for impossible.
  const mean = (used.reduce((sum, { found }) => sum + found, 0) + 1) / (all + 30)
  const variance = used.reduce((sum, { found, of }) => sum + of * (found / of - mean) ** 2, 0)
  const perPlace = all / used.length
  const spread =
    used.length > 1 && perPlace > 1
      ? (variance / ((used.length - 1) * mean * (1 - mean)) - 1) / (perPlace - 1)
      : unknownSpread
  return { mean, weight: 1 / Math.min(0.5, Math.max(leastSpread, spread)) - 1 }
}

/**
 * Probability of at least `found` in `of` observations at a place, of which some are known already.
 *
 * @param rate - as at other places
 * @param known - earlier observations at this one
 */
export function atLeast(
  found: number,
  of: number,
  rate: Rate,
  known: { readonly found: number; readonly of: number },
): number {
  const yes = rate.mean * rate.weight + known.found
  const no = (1 - rate.mean) * rate.weight + known.of - known.found
  // Of none, then from each number to the next, as logarithms: the first are tiny for many calls.
  let log = 0
  for (let at = 0; at < of; at++) log += Math.log((no + at) / (yes + no + at))
  let sum = 0
  for (let count = 0; count <= of; count++) {
    if (count >= found) sum += Math.exp(log)
    log += Math.log((((of - count) / (count + 1)) * (yes + count)) / (no + of - count - 1))
  }
  return Math.min(1, sum)
}
