import type { ItemPair } from './walk.ts'

/** Combinations that are compared. */
const mostCombinations = 1024

/** Less alike than this, items in different places are different items. */
const leastAlike = 0.6

/**
 * Pairs the few items that were moved and changed at once: the most alike first, wherever they are.
 *
 * @param pairs - what is paired already
 */
export function pairAlike(
  pairs: readonly ItemPair[],
  beforeLength: number,
  afterLength: number,
  similarity: (before: number, after: number) => number,
): readonly ItemPair[] {
  const oursLeft = beforeLength - pairs.length
  const theirsLeft = afterLength - pairs.length
  if (oursLeft * theirsLeft === 0 || oursLeft * theirsLeft > mostCombinations) return []
  const ours = othersThan(new Set(pairs.map(([one]) => one)), beforeLength)
  const theirs = othersThan(new Set(pairs.map(([, other]) => other)), afterLength)
  const combinations = ours
    .flatMap((one) => theirs.map((other) => ({ one, other, alike: similarity(one, other) })))
    .filter(({ alike }) => alike >= leastAlike)
    .toSorted((first, second) => second.alike - first.alike)
  const found: ItemPair[] = []
  const taken = new Set<string>()
  for (const { one, other } of combinations) {
    if (taken.has(`before ${one}`) || taken.has(`after ${other}`)) continue
    taken.add(`before ${one}`).add(`after ${other}`)
    found.push([one, other])
  }
  return found
}

function othersThan(taken: ReadonlySet<number>, length: number): number[] {
  return Array.from({ length }, (_, index) => index).filter((index) => !taken.has(index))
}
