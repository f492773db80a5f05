import type { ItemPair } from './walk.ts'

/** Whether pairs that are in order before are in order after too. */
export function areInOrder(pairs: readonly ItemPair[]): boolean {
  for (let index = 1; index < pairs.length; index++) {
    if ((pairs[index - 1] as ItemPair)[1] > (pairs[index] as ItemPair)[1]) return false
  }
  return true
}

/** As many of the pairs as possible that are in order on both sides: the others were moved. */
export function increasingPairs(pairs: readonly ItemPair[]): readonly ItemPair[] {
  if (areInOrder(pairs)) return pairs
  // Patience sorting: `tails[k]` ends the best sequence of length k + 1.
  const tails: number[] = []
  const previous = new Int32Array(pairs.length).fill(-1)
  for (let index = 0; index < pairs.length; index++) {
    const value = (pairs[index] as ItemPair)[1]
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[tails[middle] as number] as ItemPair)[1] < value) low = middle + 1
      else high = middle
    }
    if (low > 0) previous[index] = tails[low - 1] as number
    tails[low] = index
  }
  const kept: ItemPair[] = []
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] as number) {
    kept.push(pairs[index] as ItemPair)
  }
  return kept.toReversed()
}
