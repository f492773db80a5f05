import type { Facts } from './facts.ts'
import type { Matching } from './matching.ts'

/** Where exchanges would be in the other session, by those around them. */
export interface OrderHint {
  /** How far two exchanges are from each other's place, 0 to 1. */
  gap(before: Facts, after: Facts): number
}

/** Exchanges this far away are just far away. */
const farthest = 50

/** Takes the pairs that there are now as fixed points. */
export function orderHint({ before, after, partners }: Matching): OrderHint {
  const length = (before.at(-1)?.index ?? -1) + 1
  const scale = ((after.at(-1)?.index ?? -1) + 1) / Math.max(1, length)
  const expected = new Float64Array(length)
  let fixed = 0
  let fixedAfter = 0
  for (let index = 0; index < length; index++) {
    const partner = partners.get(index)
    if (partner) {
      fixed = index
      fixedAfter = partner.index
    }
    expected[index] = partners.size === 0 ? index * scale : fixedAfter + (index - fixed)
  }
  return {
    gap: (one, other) => Math.min(1, Math.abs(expected[one.index]! - other.index) / farthest),
  }
}
