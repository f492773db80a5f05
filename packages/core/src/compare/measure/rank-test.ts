/** Result of {@link rankTest}: probabilities when both sides come from the same distribution. */
export interface RankTest {
  /** Pairs in which the value after is the greater one; ties count half. */
  readonly u: number
  /** Of a `u` at least this large: a small one says that after is greater. */
  readonly greater: number
  /** Of a `u` at most this small: a small one says that after is smaller. */
  readonly smaller: number
  readonly twoSided: number
}

/** Up to so many pairs the distribution is counted out; beyond, the normal one is close enough. */
const exactPairs = 400

/**
 * Mann-Whitney U test (Wilcoxon rank sum). Exact, also with ties, for up to 400 pairs; beyond that
 * normal approximation with corrections for ties and continuity.
 *
 * @param before - finite numbers, in any order
 * @param after - likewise
 */
export function rankTest(before: readonly number[], after: readonly number[]): RankTest {
  const pairs = before.length * after.length
  if (pairs === 0) return { u: 0, greater: 1, smaller: 1, twoSided: 1 }
  const groups = tieGroups(before, after)
  const u = countU(groups)
  const tails =
    pairs <= exactPairs
      ? exactTails(groups, u, before.length, after.length)
      : normalTails(u, pairs, deviationOf(groups, before.length, after.length))
  return { u, ...tails, twoSided: Math.min(1, 2 * Math.min(tails.greater, tails.smaller)) }
}

/** How many standard deviations `u` of {@link rankTest} is above its mean; 0 when all values are equal. */
export function rankDeviation(before: readonly number[], after: readonly number[]): number {
  const groups = tieGroups(before, after)
  const deviation = deviationOf(groups, before.length, after.length)
  return deviation > 0 ? (countU(groups) - (before.length * after.length) / 2) / deviation : 0
}

/** How many values of each side are equal. */
interface TieGroup {
  readonly before: number
  readonly after: number
}

/** From the smallest value to the greatest. */
function tieGroups(before: readonly number[], after: readonly number[]): readonly TieGroup[] {
  const [from, to] = [Float64Array.from(before).toSorted(), Float64Array.from(after).toSorted()]
  const groups: TieGroup[] = []
  let [one, other] = [0, 0]
  while (one < from.length || other < to.length) {
    const value = Math.min(from[one] ?? Infinity, to[other] ?? Infinity)
    const [startOne, startOther] = [one, other]
    while (from[one] === value) one++
    while (to[other] === value) other++
    groups.push({ before: one - startOne, after: other - startOther })
  }
  return groups
}

function countU(groups: readonly TieGroup[]): number {
  let below = 0
  let u = 0
  for (const { after, before } of groups) {
    u += after * (below + before / 2)
    below += before
  }
  return u
}

/** Standard deviation of `u`, corrected for ties. */
function deviationOf(groups: readonly TieGroup[], beforeCount: number, afterCount: number): number {
  const size = beforeCount + afterCount
  if (size < 2) return 0
  const ties = groups.reduce((sum, { after, before }) => {
    const count = before + after
    return sum + count ** 3 - count
  }, 0)
  return Math.sqrt(((beforeCount * afterCount) / 12) * (size + 1 - ties / (size * (size - 1))))
}

type Tails = Pick<RankTest, 'greater' | 'smaller'>

/**
 * Counts in how many of all ways to choose which values are those after, `u` comes out at least, or
 * at most, as observed. Twice `u` is an integer also with ties.
 */
function exactTails(
  groups: readonly TieGroup[],
  u: number,
  beforeCount: number,
  afterCount: number,
): Tails {
  const step = groups.some(({ after, before }) => after + before > 1) ? 2 : 1
  const most = step * beforeCount * afterCount
  // ways[chosen][step * u]; group by group, each used in place from the end, as in a knapsack.
  const ways = Array.from({ length: afterCount + 1 }, () => new Float64Array(most + 1))
  ways[0]![0] = 1
  let below = 0
  for (const { after, before } of groups) {
    const size = after + before
    for (let chosen = Math.min(afterCount, below + size); chosen >= 1; chosen--) {
      const target = ways[chosen]!
      const highest = step * chosen * beforeCount
      let weight = 1
      for (let taken = 1; taken <= Math.min(size, chosen); taken++) {
        weight = (weight * (size - taken + 1)) / taken
        const source = ways[chosen - taken]!
        const beforeBelow = below - (chosen - taken)
        if (beforeBelow < 0) continue
        const shift = step * taken * (beforeBelow + (size - taken) / 2)
        for (let at = highest; at >= shift; at--) target[at]! += weight * source[at - shift]!
      }
    }
    below += size
  }
  const counts = ways[afterCount]!
  const observed = Math.round(step * u)
  let all = 0
  let greater = 0
  let smaller = 0
  for (const [at, count] of counts.entries()) {
    all += count
    if (at >= observed) greater += count
    if (at <= observed) smaller += count
  }
  return { greater: greater / all, smaller: smaller / all }
}

function normalTails(u: number, pairs: number, deviation: number): Tails {
  if (deviation === 0) return { greater: 1, smaller: 1 }
  const distance = u - pairs / 2
  return {
    greater: upperTail((distance - 0.5) / deviation),
    smaller: upperTail((-distance - 0.5) / deviation),
  }
}

/**
 * Probability that a standard normal value is above `z`; relative error below 1.2e-7, also far out
 * (Numerical Recipes §6.2, the complementary error function by Chebyshev fitting).
 */
export function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.5 * x)
  const fit = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0)
  const tail = (t * Math.exp(fit - x * x)) / 2
  return z >= 0 ? tail : 1 - tail
}

const coefficients = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
]
