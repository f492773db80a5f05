import type { RunnerTestCase } from 'vitest'
import { expect, test } from 'vitest'
import { outcomeOf } from './outcome.ts'

function ended(result: object, others: object = {}): RunnerTestCase {
  return { result, ...others } as RunnerTestCase
}

const errors = (...messages: string[]) => messages.map((message) => ({ message }))

test('errors of earlier attempts do not count', () => {
  const both = ended({ state: 'fail', errors: errors('first', 'second') })
  expect(outcomeOf(both, 1)).toEqual({ status: 'failed', failed: true })
  expect(outcomeOf(ended({ state: 'pass', errors: errors('first') }), 1)).toEqual({
    status: 'passed',
    failed: false,
  })
})

test('a test that is to fail', () => {
  const failed = ended({ state: 'fail', errors: errors('as expected') }, { fails: true })
  expect(outcomeOf(failed, 0)).toEqual({ status: 'passed', failed: false })
  expect(outcomeOf(ended({ state: 'pass' }, { fails: true }), 0)).toMatchObject({ failed: true })
})

test('a test that never came to run', () => {
  expect(outcomeOf(ended({ state: 'run' }), 0)).toEqual({ status: 'failed', failed: true })
})

test('time that ran out', () => {
  const late = ended({ state: 'fail', errors: errors('Hook timed out in 10ms.\nIf this …') })
  expect(outcomeOf(late, 0)).toEqual({ status: 'timedOut', failed: true })
})
