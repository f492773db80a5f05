import type { Facts } from './facts.ts'
import { type Matching, pair } from './matching.ts'

/** Cells of the largest table. */
const mostCells = 250_000

/**
 * Pairs requests that are the same again and again. As many on both sides belong together one by one.
 * Otherwise, without crossing: those with the same response, then the same status; attempts that
 * failed and were made again go last. Of equals, first with first and last with last: the surplus is
 * in the middle.
 */
export function pairRuns(
  matching: Matching,
  before: readonly Facts[],
  after: readonly Facts[],
): void {
  if (before.length === after.length) {
    for (const [index, facts] of before.entries()) pair(matching, facts, after[index]!)
    return
  }
  const most = Math.min(before.length, after.length)
  if (before.length * after.length > mostCells || most === 0) pairEnds(matching, before, after)
  else for (const [one, other] of bestInOrder(before, after)) pair(matching, one, other)
}

/** The first half from the start, the other from the end. */
function pairEnds(matching: Matching, before: readonly Facts[], after: readonly Facts[]): void {
  const count = Math.min(before.length, after.length)
  const half = Math.ceil(count / 2)
  for (let index = 0; index < count; index++) {
    const fromEnd = count - index
    if (index < half) pair(matching, before[index]!, after[index]!)
    else pair(matching, before.at(-fromEnd)!, after.at(-fromEnd)!)
  }
}

/** The pairs without crossing that score most (Needleman-Wunsch without a penalty for gaps). */
function bestInOrder(
  before: readonly Facts[],
  after: readonly Facts[],
): Array<readonly [Facts, Facts]> {
  const width = after.length + 1
  const best = new Float64Array((before.length + 1) * width)
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      best[row * width + column] = Math.max(
        best[(row + 1) * width + column]!,
        best[row * width + column + 1]!,
        best[(row + 1) * width + column + 1]! + scoreOf(before, after, row, column),
      )
    }
  }
  const pairs: Array<readonly [Facts, Facts]> = []
  for (let row = 0, column = 0; row < before.length && column < after.length;) {
    const here = best[row * width + column]!
    const together = best[(row + 1) * width + column + 1]! + scoreOf(before, after, row, column)
    if (here === together) {
      pairs.push([before[row]!, after[column]!])
      row++
      column++
    } else if (here === best[(row + 1) * width + column]) row++
    else column++
  }
  return pairs
}

function scoreOf(
  before: readonly Facts[],
  after: readonly Facts[],
  row: number,
  column: number,
): number {
  const one = before[row]!
  const other = after[column]!
  const half = Math.ceil(Math.min(before.length, after.length) / 2)
  const isAtEnd =
    (row === column && row < half) ||
    (before.length - row === after.length - column && before.length - row <= half)
  const bonus = isAtEnd ? 0.01 : 0
  if (one.response === other.response) return 4 + bonus
  if (one.failed !== other.failed) return 1 + bonus
  return (one.status === other.status ? 3 : 2) + bonus
}
