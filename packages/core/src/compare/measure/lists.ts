import type { Exchange } from '../exchange.ts'
import { isTreeObject, type Tree } from '../tree.ts'

/** A list in a response whose items later requests ask for one by one. */
export interface AskedList {
  readonly exchange: Exchange
  readonly length: number
  /** Items that were asked for. */
  readonly asked: number
}

/** Values of all responses together that are looked at. */
const mostValues = 200_000

/** Ids stand near the top of an item. */
const itemDepth = 3

/**
 * The list of which most items were asked for in requests after it.
 *
 * @param exchanges - of the session, in order
 * @param asked - values that name what requests ask for, with the number of the last such request
 */
export function askedList(
  exchanges: readonly Exchange[],
  asked: ReadonlyMap<string, number>,
): AskedList | undefined {
  const last = [...asked.values()].reduce((most, number) => Math.max(most, number), -1)
  const budget = { left: mostValues }
  let best: AskedList | undefined
  for (const exchange of exchanges) {
    if (exchange.number >= last || budget.left <= 0) break
    const { responseContent: content } = exchange
    if (content?.kind !== 'json' || content.problem) continue
    for (const list of listsOf(content.tree(), budget)) {
      const found = new Set(list.flatMap((item) => namesIn(item, exchange.number, asked, budget)))
      if (found.size > (best?.asked ?? 0))
        best = { exchange, length: list.length, asked: found.size }
    }
  }
  return best
}

interface Budget {
  left: number
}

function* listsOf(tree: Tree, budget: Budget): Generator<readonly Tree[]> {
  const waiting: Tree[] = [tree]
  while (waiting.length > 0 && budget.left > 0) {
    const value = waiting.pop()!
    budget.left--
    if (typeof value !== 'object' || value === null) continue
    if (!isTreeObject(value) && value.length >= 2) yield value
    for (const inner of Object.values(value)) {
      if (typeof inner === 'object' && inner !== null) waiting.push(inner)
    }
  }
}

/** The values of one item that were asked for later; one at most, so that an item counts once. */
function namesIn(
  item: Tree,
  number: number,
  asked: ReadonlyMap<string, number>,
  budget: Budget,
): string[] {
  const waiting: Array<readonly [Tree, number]> = [[item, itemDepth]]
  for (const [value, depth] of waiting) {
    if (budget.left-- <= 0) break
    if (isTreeObject(value)) {
      if (depth > 0) for (const inner of Object.values(value)) waiting.push([inner, depth - 1])
    } else if (
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'bigint'
    ) {
      const text = String(value)
      if ((asked.get(text) ?? -1) > number) return [text]
    }
  }
  return []
}
