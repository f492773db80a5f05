import { expect, test } from 'vitest'
import { type Call, callsOf, inputOf } from './calls.contract.ts'
import { longestChain } from './dependency-chain.ts'
import { measureWaterfall } from './waterfall.ts'

const user = '5f2b9c1e-7a44-4c1d-9a51-0c3f6a1b2c3d'
const account = '7d1f0c2b-1111-4222-8333-444455556666'
const me: Call = { at: 'GET /api/me', response: { id: user, account } }
const orders: Call = { at: `GET /api/users/${user}/orders`, endpoint: 'GET /orders' }
const settings: Call = { at: `GET /api/accounts/${account}`, endpoint: 'GET /account' }

function depth(...calls: readonly Call[]): number {
  return longestChain(callsOf(...calls)).length
}

test('a request that waits for one more response', () => {
  const after: Call[] = [
    { at: 'GET /api/me', response: { id: user } },
    { ...orders, response: { account } },
    settings,
  ]
  const input = inputOf([callsOf(me, orders, settings)], callsOf(...after))
  expect(measureWaterfall(input)).toEqual([
    {
      rule: 'waterfall.deeper',
      endpoint: '',
      before: 2,
      after: 3,
      beforeEntries: [0, 1],
      afterEntries: [0, 1, 2],
      message:
        '3 requests wait for one another, 2 before: GET /api/me → GET /orders → GET /account.',
    },
  ])
  expect(measureWaterfall(inputOf([callsOf(me), callsOf(...after)], callsOf(...after)))).toEqual([])
})

test.each<[string, number, Call[]]>([
  ['nothing', 0, []],
  ['an id in the path', 2, [me, orders]],
  ['an id in the query', 2, [me, { at: `GET /x?user=${user}` }]],
  ['an id in the body', 2, [me, { at: 'POST /x', body: { by: [{ user }] } }]],
  [
    'a token in authorization',
    2,
    [me, { at: 'GET /x', headers: [['Authorization', `Bearer ${user}`]] }],
  ],
  ['an id that was sent before it was received', 1, [orders, me]],
  ['a number named id', 2, [{ at: 'POST /a', response: { id: 4711 } }, { at: 'GET /b/4711' }]],
  [
    'a number that is no id',
    1,
    [{ at: 'GET /a', response: { price: 4711 } }, { at: 'GET /b/4711' }],
  ],
  ['a date', 1, [{ at: 'GET /a', response: ['2026-01-01'] }, { at: 'GET /b/2026-01-01' }]],
  [
    'redirects',
    3,
    [
      { at: 'GET /a', status: 302, responseHeaders: [['Location', '/b']] },
      { at: 'GET /b', status: 301, responseHeaders: [['Location', 'https://shop.test/c']] },
      { at: 'GET /c' },
    ],
  ],
  [
    'what a page loads',
    2,
    [
      { at: 'GET /page', kind: 'html' },
      { at: 'GET /a.js', headers: [['Referer', 'https://shop.test/page']] },
      { at: 'GET /b.js', headers: [['Referer', 'https://shop.test/page']] },
    ],
  ],
])('%s', (_, expected, calls) => {
  expect(depth(...calls)).toBe(expected)
})

test('who gave a value first is waited for, and polls with cursors count once', () => {
  const token = (at: number): string => `a1b2c3d4-0000-4000-8000-${String(at).padStart(12, '0')}`
  const polls = Array.from({ length: 30 }, (_, at): Call => ({
    at: `GET /poll?cursor=${token(at)}`,
    response: { next: token(at + 1), user },
  }))
  expect(depth({ at: 'GET /start', response: { next: token(0) } }, ...polls)).toBe(2)
  expect(depth(me, ...polls.map((poll) => ({ ...poll, endpoint: poll.at })))).toBe(30)
})

test('a session with more than 2,000 entries is left alone', () => {
  const many = callsOf(me, orders, ...Array.from({ length: 2000 }, () => ({ at: 'GET /x' })))
  expect(measureWaterfall(inputOf([callsOf(me)], many))).toEqual([])
})
