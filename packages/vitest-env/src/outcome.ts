import type { TestOutcome } from '@hartifact/node-clients/test-runner'
import type { RunnerTestCase } from 'vitest'

const timeout = /^(?:Test|Hook) timed out in [\d.]+ms/

/**
 * How an attempt at a test ended.
 *
 * @param errorsBefore - how many errors earlier attempts at it had
 */
export function outcomeOf(test: RunnerTestCase, errorsBefore: number): TestOutcome {
  const { result } = test
  if (result?.state === 'skip') return { status: 'skipped', failed: false }
  const own = result?.errors?.slice(errorsBefore) ?? []
  // A hook around the test may have failed before the test has said anything.
  const hasFailed = own.length > 0 || result?.state === 'run'
  if (test.fails) {
    return hasFailed ? { status: 'passed', failed: false } : { status: 'failed', failed: true }
  }
  if (!hasFailed) return { status: 'passed', failed: false }
  const timedOut = own.some(({ message }) => timeout.test(message))
  return { status: timedOut ? 'timedOut' : 'failed', failed: true }
}
