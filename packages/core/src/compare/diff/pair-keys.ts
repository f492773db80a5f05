import type { ItemPair } from './walk.ts'

/** Items with one key that are looked at to find the equal one. */
const mostLooks = 32

/**
 * Pairs items with equal keys. Of several with one key the equal ones belong together, then they are
 * taken in turn; what is left over was added or removed. In the order of before.
 *
 * @param before - `undefined` for an item without key
 * @param isSame - whether the items at two positions are equal
 */
export function pairKeys(
  before: ReadonlyArray<string | undefined>,
  after: ReadonlyArray<string | undefined>,
  isSame: (before: number, after: number) => boolean,
): readonly ItemPair[] {
  const first = new Map<string, number>()
  const next = new Int32Array(after.length).fill(-1)
  for (let index = after.length - 1; index >= 0; index--) {
    const key = after[index]
    if (key === undefined) continue
    next[index] = first.get(key) ?? -1
    first.set(key, index)
  }
  const pairs: ItemPair[] = []
  for (let index = 0; index < before.length; index++) {
    const key = before[index]
    const head = key === undefined ? -1 : (first.get(key) ?? -1)
    if (key === undefined || head < 0) continue
    let previous = -1
    let found = head
    if ((next[head] as number) >= 0) {
      for (let looks = 0; looks < mostLooks && found >= 0 && !isSame(index, found); looks++) {
        previous = found
        found = next[found] as number
      }
      if (found < 0 || !isSame(index, found)) {
        previous = -1
        found = head
      }
    }
    if (previous < 0) first.set(key, next[found] as number)
    else next[previous] = next[found] as number
    pairs.push([index, found])
  }
  return pairs
}
