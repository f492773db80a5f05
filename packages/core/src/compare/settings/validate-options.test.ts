import { expect, test } from 'vitest'
import type { ComparisonOptions } from '../comparison-options.ts'
import { validateOptions } from './validate-options.ts'

const valid: readonly ComparisonOptions[] = [
  {},
  { failOn: 'info', match: 'order', minMatchRate: 0, latency: false },
  { size: { maxGrowth: 0.1 }, counts: {} },
  { profile: { version: 1, sessions: 3, endpoints: {} } },
  // What is `undefined` was not given.
  {
    hostMap: undefined,
    ignore: [{ path: undefined, rule: 'request.added', reason: 'x' }],
  } as object,
]

test.each(valid)('%j is fine', (options) => {
  expect(() => {
    validateOptions(options)
  }).not.toThrow()
})

test.each([
  [{ failon: 'info' }, 'Options of the comparison: failon is not known. Did you mean failOn?'],
  [{ minMatchRate: Number.NaN }, 'minMatchRate is NaN.'],
  [{ profile: 'net.profile.json' }, 'profile is "net.profile.json".'],
  [{ ignore: [{ endpoint: 'GET /a' }] }, 'ignore[0].reason is missing. Add reason.'],
  [{ counts: { 'GET /a': { max: Infinity } } }, 'counts["GET /a"].max is Infinity.'],
  ['breaking', 'The whole is "breaking".'],
])('%j cannot be meant', (options, message) => {
  expect(() => {
    validateOptions(options as ComparisonOptions)
  }).toThrow(message)
})
