import type { ComparisonData, RowData } from '../comparison-data.ts'
import { groupBy } from '../group-by.ts'

/** Exchanges of one endpoint without a partner on the other side. */
export interface GapGroup {
  readonly side: 'before' | 'after'
  readonly endpoint: string
  readonly count: number
  /** Endpoint on the other side that is most like it. */
  readonly nearest?: string
}

/** What found no partner, by side and endpoint, the largest group first. */
export function largestGaps(data: ComparisonData): GapGroup[] {
  const nearestOf = nearestRows(data)
  const gaps = data.rows.filter((row) => sideOf(row) !== undefined)
  return [...groupBy(gaps, (row) => JSON.stringify([sideOf(row), row.endpoint])).values()]
    .map((rows): GapGroup => {
      const [first] = rows as [RowData]
      const nearest = rows.map(nearestOf).find((row) => row !== undefined)?.endpoint
      return {
        side: sideOf(first) ?? 'before',
        endpoint: first.endpoint,
        count: rows.length,
        ...(nearest !== undefined && { nearest }),
      }
    })
    .toSorted((one, other) => other.count - one.count)
}

function nearestRows(data: ComparisonData): (row: RowData) => RowData | undefined {
  const before = new Map(data.rows.map((row) => [row.before, row]))
  const after = new Map(data.rows.map((row) => [row.after, row]))
  return (row) => {
    if (row.nearest === undefined) return undefined
    return sideOf(row) === 'before' ? after.get(row.nearest) : before.get(row.nearest)
  }
}

function sideOf({ after, before }: RowData): 'before' | 'after' | undefined {
  if (before !== undefined && after !== undefined) return undefined
  return before === undefined ? 'after' : 'before'
}
