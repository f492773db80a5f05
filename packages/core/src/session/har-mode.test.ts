import { describe, expect, test } from 'vitest'
import { type HarMode, harModes, keepsHar, mayMakeHar } from './har-mode.ts'

const yes = true
const no = false

describe('may an attempt get a HAR', () => {
  // first attempt, first retry, second retry
  const table: Record<HarMode, readonly [boolean, boolean, boolean]> = {
    off: [no, no, no],
    on: [yes, yes, yes],
    'retain-on-failure': [yes, yes, yes],
    'on-first-retry': [no, yes, no],
    'on-all-retries': [no, yes, yes],
    'retain-on-first-failure': [yes, no, no],
    'retain-on-failure-and-retries': [yes, yes, yes],
  }
  test.each(harModes)('%s', (mode) => {
    expect([0, 1, 2].map((retry) => mayMakeHar(mode, retry))).toEqual(table[mode])
  })
})

describe('is the HAR kept', () => {
  // first attempt passed, failed; first retry passed, failed; second retry passed, failed
  const table: Record<HarMode, readonly boolean[]> = {
    off: [no, no, no, no, no, no],
    on: [yes, yes, yes, yes, yes, yes],
    'retain-on-failure': [no, yes, no, yes, no, yes],
    'on-first-retry': [no, no, yes, yes, no, no],
    'on-all-retries': [no, no, yes, yes, yes, yes],
    'retain-on-first-failure': [no, yes, no, no, no, no],
    'retain-on-failure-and-retries': [no, yes, yes, yes, yes, yes],
  }
  test.each(harModes)('%s', (mode) => {
    const kept = [0, 1, 2].flatMap((retry) =>
      [false, true].map((failed) => keepsHar(mode, { retry, failed })),
    )
    expect(kept).toEqual(table[mode])
  })
})

test('a word of a later version keeps none', () => {
  const attempts = [0, 1, 2].flatMap((retry) => [false, true].map((failed) => ({ retry, failed })))
  const mode = 'a word of a later version' as HarMode
  expect(attempts.map(({ retry }) => mayMakeHar(mode, retry))).toEqual(Array(6).fill(false))
  expect(attempts.map((attempt) => keepsHar(mode, attempt))).toEqual(Array(6).fill(false))
})
