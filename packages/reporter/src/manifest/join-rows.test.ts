import type { TestRow } from '@hartifact/core'
import { expect, test } from 'vitest'
import { joinRows } from './join-rows.ts'
import type { TestRun } from './test-run.ts'

const row = (titlePath: string[], more: Partial<TestRow> = {}): TestRow => ({
  testId: titlePath.join('/'),
  titlePath,
  retry: 0,
  ordinal: 0,
  status: 'passed',
  ...more,
})

const run = (titlePath: string[], status: TestRun['status'] = 'passed'): TestRun => ({
  titlePath,
  status,
  problems: [],
  earlierProblems: [],
})

test('tests with the same titles are told apart by their place', () => {
  const first = run(['a', 'b'])
  const second = run(['a', 'b'])
  const other = run(['a b'])
  const rows = [row(['a', 'b'], { ordinal: 1 }), row(['a', 'b']), row(['a b']), row([])]
  const joined = joinRows(rows, [first, other, second])
  expect(joined.map(({ test: found }) => found)).toEqual([second, first, other, undefined])
  expect(joined[0]?.test).toBe(second)
})

test('the runner has the last word on the last attempt only', () => {
  const rows = [
    row(['flaky'], { status: 'failed' }),
    row(['flaky'], { retry: 1, status: 'failed' }),
    row(['fails as expected'], { status: 'failed' }),
    row(['fails later'], { status: 'passed' }),
  ]
  const tests = [run(['flaky']), run(['fails as expected']), run(['fails later'], 'failed')]
  expect(joinRows(rows, tests).map(({ failed }) => failed)).toEqual([true, false, false, true])
})

test('what did not come to its end has failed', () => {
  const { status: _status, ...died } = row(['dies'])
  expect(joinRows([died, row(['slow'], { status: 'timedOut' }), row([])], [])).toMatchObject([
    { failed: true },
    { failed: true },
    { failed: false },
  ])
})
