import type { Circus } from '@jest/types'
import type { TestOutcome } from '@hartifact/node-clients/test-runner' with {
  'resolution-mode': 'import',
}

const timeout = /Exceeded timeout of [\d.]+ ms for a (?:test|hook)/

/** How an attempt at a test ended. */
export function outcomeOf({ errors }: Circus.TestEntry): TestOutcome {
  const failed = errors.length > 0
  if (!failed) return { status: 'passed', failed }
  const timedOut = errors.flat().some((error) => timeout.test(textOf(error)))
  return { status: timedOut ? 'timedOut' : 'failed', failed }
}

function textOf(error: unknown): string {
  const { message } = (error ?? {}) as { readonly message?: unknown }
  return String(message ?? error)
}
