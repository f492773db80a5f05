import { increasingPairs } from './increasing-pairs.ts'
import type { ItemPair } from './walk.ts'

/** How the items between two pairs are paired. */
export interface GapRule {
  /** 0 to 1. */
  readonly similarity: (before: number, after: number) => number
  /** Items that are less alike are different ones. */
  readonly least: number
  /** Whether items belong together by their position alone when as many are on both sides. */
  readonly byPosition: boolean
}

/** Combinations that are compared within one gap. */
const mostCombinations = 1024

/**
 * Pairs what the keys or hashes left over: items between the same neighbours on both sides, in
 * their order, those that are most alike.
 *
 * @param pairs - in the order of before
 */
export function pairGaps(
  pairs: readonly ItemPair[],
  beforeLength: number,
  afterLength: number,
  rule: GapRule,
): readonly ItemPair[] {
  const isPairedBefore = new Uint8Array(beforeLength)
  const isPairedAfter = new Uint8Array(afterLength)
  for (const [before, after] of pairs) {
    isPairedBefore[before] = 1
    isPairedAfter[after] = 1
  }
  const found: ItemPair[] = []
  let before = 0
  let after = 0
  for (const [endBefore, endAfter] of [
    ...increasingPairs(pairs),
    [beforeLength, afterLength] as const,
  ]) {
    const ours = unpaired(isPairedBefore, before, endBefore)
    const theirs = unpaired(isPairedAfter, after, endAfter)
    if (ours.length > 0 && theirs.length > 0) pairGap(ours, theirs, rule, found)
    before = endBefore + 1
    after = endAfter + 1
  }
  return found
}

function unpaired(isPaired: Uint8Array, start: number, end: number): number[] {
  const positions: number[] = []
  for (let index = start; index < end; index++) if (isPaired[index] === 0) positions.push(index)
  return positions
}

function pairGap(
  ours: readonly number[],
  theirs: readonly number[],
  rule: GapRule,
  found: ItemPair[],
): void {
  if (ours.length * theirs.length <= mostCombinations) {
    const isLevel = ours.length === theirs.length && rule.byPosition
    for (const pair of mostAlike(ours, theirs, rule, isLevel ? 0 : rule.least)) found.push(pair)
    return
  }
  const length = Math.min(ours.length, theirs.length)
  for (let index = 0; index < length; index++) {
    const pair = [ours[index] as number, theirs[index] as number] as const
    if (rule.byPosition || rule.similarity(...pair) >= rule.least) found.push(pair)
  }
}

/** The pairs in order with the greatest sum of similarities (dynamic programming). */
function mostAlike(
  ours: readonly number[],
  theirs: readonly number[],
  { similarity }: GapRule,
  least: number,
): ItemPair[] {
  const width = theirs.length + 1
  const scores = new Float64Array(ours.length * theirs.length)
  const best = new Float64Array((ours.length + 1) * width)
  const at = (row: number, column: number): number => best[row * width + column] as number
  for (let row = ours.length - 1; row >= 0; row--) {
    for (let column = theirs.length - 1; column >= 0; column--) {
      const alike = similarity(ours[row] as number, theirs[column] as number)
      // A pair that is hardly alike still counts for more than none.
      const score = alike < least ? -1 : alike + 0.05
      scores[row * theirs.length + column] = score
      best[row * width + column] = Math.max(
        score + at(row + 1, column + 1),
        at(row + 1, column),
        at(row, column + 1),
      )
    }
  }
  const pairs: ItemPair[] = []
  let row = 0
  let column = 0
  while (row < ours.length && column < theirs.length) {
    const score = scores[row * theirs.length + column] as number
    if (score >= 0 && at(row, column) === score + at(row + 1, column + 1)) {
      pairs.push([ours[row++] as number, theirs[column++] as number])
    } else if (at(row, column) === at(row + 1, column)) row++
    else column++
  }
  return pairs
}
