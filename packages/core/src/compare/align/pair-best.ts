import { assign } from './assignment.ts'
import type { Facts } from './facts.ts'
import type { ExplainValues } from './loose-values.ts'
import { nameDifferent, requestLikeness, responseLikeness, tellsApart } from './likeness.ts'
import { type Matching, pair } from './matching.ts'
import type { OrderHint } from './order-hint.ts'

/** Cells of the largest table that is solved exactly. */
const mostCells = 40_000
/** A pair that costs so much is none. */
const impossible = 100

/** What decides among requests that are not the same. */
export interface Judge {
  readonly order: OrderHint
  readonly explain: ExplainValues
  /** Sorts of things that keep their ids. */
  readonly stable: ReadonlySet<string>
  /** Cells that may still be filled, in all tables together. */
  cells: number
  /** Whether responses of pairs of this group are much alike, so that another one is another thing. */
  readonly isFaithful: (group: string) => boolean
}

/** Pairs the most alike of some exchanges of an endpoint, but none that are known to differ. */
export function pairBest(
  matching: Matching,
  before: readonly Facts[],
  after: readonly Facts[],
  judge: Judge,
): void {
  const cells = before.length * after.length
  if (cells > mostCells || cells > judge.cells) {
    pairInOrder(matching, before, after, judge)
    return
  }
  judge.cells -= cells
  const isFlipped = before.length > after.length
  const [rows, columns] = isFlipped ? [after, before] : [before, after]
  const costs = new Float64Array(cells)
  for (const [row, one] of rows.entries()) {
    for (const [column, other] of columns.entries()) {
      const [left, right] = isFlipped ? [other, one] : [one, other]
      costs[row * columns.length + column] = costOf(matching, left, right, judge)
    }
  }
  for (const [row, column] of assign(costs, rows.length, columns.length).entries()) {
    if (column < 0 || costs[row * columns.length + column]! >= impossible) continue
    const [left, right] = isFlipped
      ? [columns[column]!, rows[row]!]
      : [rows[row]!, columns[column]!]
    pair(matching, left, right)
  }
}

function costOf(matching: Matching, before: Facts, after: Facts, judge: Judge): number {
  if (isImpossible(matching, before, after, judge)) return impossible
  return (
    0.4 * (1 - requestLikeness(before, after)) +
    0.4 * (1 - responseLikeness(before, after)) +
    0.05 * strangers(matching, before, after) +
    0.2 * judge.order.gap(before, after) -
    0.3 * judge.explain(before, after)
  )
}

function isImpossible(matching: Matching, before: Facts, after: Facts, judge: Judge): boolean {
  if (nameDifferent(matching, judge.stable, before, after)) return true
  return (
    before.isSafe &&
    before.references.length > 0 &&
    judge.isFaithful(before.group) &&
    tellsApart(before, after)
  )
}

/** Known things in the bodies that are others. */
function strangers(matching: Matching, before: Facts, after: Facts): number {
  const keys = new Set(after.references.map(({ key }) => key))
  return before.references.filter(({ key }) => {
    const alias = matching.aliases.get(key)
    return alias !== undefined && !keys.has(alias)
  }).length
}

/** One after the other: of the next few after, the first that is possible. */
function pairInOrder(
  matching: Matching,
  before: readonly Facts[],
  after: readonly Facts[],
  judge: Judge,
): void {
  const rest = [...after]
  let start = 0
  for (const facts of before) {
    while (start < rest.length && matching.partnersAfter.has(rest[start]!.index)) start++
    for (let index = start; index < Math.min(rest.length, start + 16); index++) {
      const other = rest[index]!
      if (matching.partnersAfter.has(other.index)) continue
      if (isImpossible(matching, facts, other, judge)) continue
      pair(matching, facts, other)
      break
    }
  }
}
