import type { TestRow } from '@hartifact/core'
import type { TestRun } from './test-run.ts'

/** A row of a manifest with what the runner says of its test. */
export interface JoinedRow {
  readonly row: TestRow
  /** Absent for what was sent outside of tests, and for tests of which the runner says nothing. */
  readonly test?: TestRun
  /** Whether it is a failure. Its runner has the last word on the last attempt. */
  readonly failed: boolean
}

/**
 * Finds the test of each row: by its titles, and by its place among tests with the same ones.
 *
 * @param tests - all tests of the file, in the order in which they are defined
 */
export function joinRows(rows: readonly TestRow[], tests: readonly TestRun[]): JoinedRow[] {
  const byKey = new Map<string, TestRun>()
  const counts = new Map<string, number>()
  for (const test of tests) {
    const titles = JSON.stringify(test.titlePath)
    const ordinal = counts.get(titles) ?? 0
    counts.set(titles, ordinal + 1)
    byKey.set(keyOf(test.titlePath, ordinal), test)
  }
  const last = new Map(rows.map((row) => [keyOf(row.titlePath, row.ordinal), row]))
  return rows.map((row) => {
    const key = keyOf(row.titlePath, row.ordinal)
    const test = row.titlePath.length > 0 ? byKey.get(key) : undefined
    const failed = hasFailed(row, last.get(key) === row ? test : undefined)
    return { row, ...(test && { test }), failed }
  })
}

function hasFailed({ status }: TestRow, test: TestRun | undefined): boolean {
  if (test) return test.status === 'failed' || test.status === 'unfinished'
  return status === undefined || status === 'failed' || status === 'timedOut'
}

function keyOf(titlePath: readonly string[], ordinal: number): string {
  return JSON.stringify([ordinal, ...titlePath])
}
