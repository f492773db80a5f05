import { expect, test } from 'vitest'
import { callsOf, inputOf } from './calls.contract.ts'
import { measureCounts } from './counts.ts'

const three = callsOf(...[1, 2, 3].map((id) => ({ at: `GET /api/profiles/${id}` })))
const one = three.slice(0, 1)

test('more requests than the budget of the endpoint', () => {
  const input = inputOf([one, three.slice(0, 2)], three)
  expect(measureCounts(input, { 'GET /api/profiles/{}': { max: 2 } })).toEqual([
    {
      rule: 'requests.more',
      endpoint: 'GET /api/profiles/{id}',
      before: 2,
      after: 3,
      beforeEntries: [0],
      afterEntries: [0, 1, 2],
      message: '3 requests, and 2 are in order.',
    },
  ])
  expect(measureCounts(input, { 'GET /api/profiles/{id}': { max: 3 } })).toEqual([])
  expect(measureCounts(input, { 'GET /api/profiles': { max: 0 } })).toEqual([])
  expect(measureCounts(input)).toEqual([])
})

test('preflights are of the browser, retries are not', () => {
  const role = (name: 'preflight' | 'retry') => ({
    onlyAfter: three.slice(1).map((named) => ({ ...named, role: name })),
  })
  const budget = { 'GET /api/profiles/{id}': { max: 1 } }
  expect(measureCounts(inputOf([one], three, role('preflight')), budget)).toEqual([])
  expect(measureCounts(inputOf([one], three, role('retry')), budget)).toHaveLength(1)
})
