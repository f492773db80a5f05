import { expect, test } from 'vitest'
import { keepsHar } from './recover.ts'

const attempts = [
  { retry: 0, failed: false },
  { retry: 0, failed: true },
  { retry: 1, failed: false },
  { retry: 1, failed: true },
  { retry: 2, failed: true },
]

test.each([
  ['on', [true, true, true, true, true]],
  ['off', [false, false, false, false, false]],
  ['retain-on-failure', [false, true, false, true, true]],
  ['retain-on-first-failure', [false, true, false, false, false]],
  ['retain-on-failure-and-retries', [false, true, true, true, true]],
  ['on-first-retry', [false, false, true, true, false]],
  ['on-all-retries', [false, false, true, true, true]],
  ['a word of a later version', [false, false, false, false, false]],
])('mode %s', (mode, kept) => {
  expect(attempts.map((attempt) => keepsHar(mode, attempt))).toEqual(kept)
})
