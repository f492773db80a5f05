import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assign } from './assignment.ts'

/** The least sum of all ways to give each row a column, by trying them all. */
function leastSum(rows: ReadonlyArray<readonly number[]>, taken: readonly number[] = []): number {
  const [row, ...rest] = rows
  if (!row) return 0
  return Math.min(
    ...row.flatMap((cost, column) =>
      taken.includes(column) ? [] : [cost + leastSum(rest, [...taken, column])],
    ),
  )
}

test('the assignment is the cheapest one, and gives no column twice', () => {
  const table = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 }))
    .chain(([rows, more]) =>
      fc.array(fc.array(fc.nat(20), { minLength: rows + more, maxLength: rows + more }), {
        minLength: rows,
        maxLength: rows,
      }),
    )
  fc.assert(
    fc.property(table, (rows) => {
      const columns = [...assign(Float64Array.from(rows.flat()), rows.length, rows[0]!.length)]
      expect(new Set(columns).size).toBe(rows.length)
      const sum = columns.reduce((total, column, row) => total + rows[row]![column]!, 0)
      expect(sum).toBe(leastSum(rows))
    }),
  )
})
