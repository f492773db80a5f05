import { commonSequence } from './common-sequence.ts'
import type { ItemPair } from './walk.ts'

/**
 * Pairs equal tokens of two lists: a longest common subsequence, then what is there in another
 * place; for lists that have little order in common, the n-th of a token with its n-th. In the order
 * of before.
 */
export function pairTokens(before: Int32Array, after: Int32Array): readonly ItemPair[] {
  // What is only on one side cannot be paired; without it the sequences are short, or all alike.
  const ours = positionsIn(before, new Set(after))
  const theirs = positionsIn(after, new Set(before))
  const sequence = commonSequence(tokensAt(before, ours), tokensAt(after, theirs))
  if (!sequence) return pairInTurn(before, after, ours, theirs)
  const pairs = sequence.map(
    ([one, other]) => [ours[one] as number, theirs[other] as number] as const,
  )
  if (pairs.length === ours.length || pairs.length === theirs.length) return pairs
  const moved = pairInTurn(
    before,
    after,
    without(ours, new Set(sequence.map(([one]) => one))),
    without(theirs, new Set(sequence.map(([, other]) => other))),
  )
  return [...pairs, ...moved].toSorted(([one], [other]) => one - other)
}

function positionsIn(tokens: Int32Array, others: ReadonlySet<number>): number[] {
  const positions: number[] = []
  for (let index = 0; index < tokens.length; index++) {
    if (others.has(tokens[index] as number)) positions.push(index)
  }
  return positions
}

function tokensAt(tokens: Int32Array, positions: readonly number[]): Int32Array {
  return Int32Array.from(positions, (position) => tokens[position] as number)
}

function without(positions: readonly number[], taken: ReadonlySet<number>): number[] {
  return positions.filter((_, index) => !taken.has(index))
}

function pairInTurn(
  before: Int32Array,
  after: Int32Array,
  ours: readonly number[],
  theirs: readonly number[],
): ItemPair[] {
  const waiting = new Map<number, number>()
  const next = new Int32Array(after.length).fill(-1)
  for (const position of theirs.toReversed()) {
    const token = after[position] as number
    next[position] = waiting.get(token) ?? -1
    waiting.set(token, position)
  }
  const pairs: ItemPair[] = []
  for (const position of ours) {
    const token = before[position] as number
    const found = waiting.get(token) ?? -1
    if (found < 0) continue
    pairs.push([position, found])
    waiting.set(token, next[found] as number)
  }
  return pairs
}
