import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MatchMode } from '../comparison-options.ts'
import type { Exchange } from '../exchange.ts'
import { align } from './align.ts'
import type { Alignment, Unmatched } from './alignment.ts'
import { type ExchangeData, sessionOf } from './exchanges.contract.ts'
import { learnEndpoints } from './learn-endpoints.ts'
import { manyExchanges } from './many-exchanges.contract.ts'

function aligned(
  before: readonly Exchange[],
  after: readonly Exchange[],
  options: { match?: MatchMode; hostMap?: Record<string, string> } = {},
): Alignment {
  return align(before, after, learnEndpoints([before, after], options), options)
}

/** Positions of pairs, and roles of the others, as one line of text. */
function summary(before: readonly ExchangeData[], after: readonly ExchangeData[]): string {
  return summaryOf(aligned(sessionOf(...before), sessionOf(...after)))
}

function summaryOf({ pairs, onlyBefore, onlyAfter }: Alignment): string {
  const lone = (sign: string) => (unmatched: Unmatched) =>
    `${sign}${unmatched.exchange.number}${unmatched.role === undefined ? '' : ` ${unmatched.role}`}`
  return [
    ...pairs.map(
      (pair) => `${pair.before.number}=${pair.after.number}${pair.movedTo ? ' moved' : ''}`,
    ),
    ...onlyBefore.map(lone('-')),
    ...onlyAfter.map(lone('+')),
  ].join(', ')
}

const repeated = (count: number, data: ExchangeData) => Array.from({ length: count }, () => data)
const product = (id: number | string, name: string = `Lamp ${id}`, more: object = {}) => ({
  at: `GET /api/products/${id}`,
  response: { id, name, price: name.length, stock: `${name} in stock`, ...more },
})
const list = (...ids: ReadonlyArray<number | string>) => ({
  at: 'GET /api/products',
  response: { items: ids.map((id) => ({ id, name: `Lamp ${id}` })) },
})
const uuid = (digit: string) => `${digit.repeat(8)}-1111-4222-8333-0123456789${digit}${digit}`

test('things with the same ids are paired whatever the order is', () => {
  expect(summary([product(1), product(2), product(3)], [product(3), product(1), product(2)])).toBe(
    '0=1, 1=2, 2=0',
  )
})

test('things are recognised by what is said about them when all ids are new', () => {
  const before = [product(1, 'Lamp'), product(2, 'Chair'), product(3, 'Desk')]
  const after = [product(43, 'Desk'), product(41, 'Lamp'), product(42, 'Chair')]
  const result = aligned(sessionOf(...before), sessionOf(...after))
  expect(summaryOf(result)).toBe('0=1, 1=2, 2=0')
  expect(Object.fromEntries(result.aliases)).toEqual({ 1: '41', 2: '42', 3: '43' })
})

test('ids from lists and created things are known when they are asked for', () => {
  const session = (first: string, second: string, swap: boolean) => {
    const seen = [first, second].map((id) => ({ at: `GET /api/orders/${id}/state`, response: {} }))
    return [
      { at: 'POST /api/orders', body: { size: 'a' }, response: { id: first } },
      { at: 'POST /api/orders', body: { size: 'b' }, response: { id: second } },
      ...(swap ? seen.toReversed() : seen),
    ]
  }
  expect(summary(session(uuid('a'), uuid('b'), false), session(uuid('c'), uuid('d'), true))).toBe(
    '0=0, 1=1, 2=3, 3=2',
  )
})

test('ids that were counted on are not taken for themselves', () => {
  const session = (start: number) =>
    ['a', 'b', 'c', 'd'].flatMap((note, index) => [
      { at: 'POST /api/orders', body: { note }, response: { id: start + index } },
      { at: `GET /api/orders/${start + index}`, response: { state: 'new' } },
    ])
  expect(summary(session(1), session(2))).toBe('0=0, 1=1, 2=2, 3=3, 4=4, 5=5, 6=6, 7=7')
})

test('a thing that is dropped takes nobody else along', () => {
  const before = [1, 2, 3, 4, 5].map((id) => product(id))
  expect(
    summary(
      before,
      [1, 2, 4, 5].map((id) => product(id)),
    ),
  ).toBe('0=0, 1=1, 3=2, 4=3, -2')
  const renewed = [1, 2, 4, 5].map((id) => product(id + 100, `Lamp ${id}`))
  expect(summary(before, renewed)).toBe('0=0, 1=1, 3=2, 4=3, -2')
})

test('another thing is not taken for one that is missing', () => {
  const before = [list(1, 2, 3, 9), product(1), product(2), product(3)]
  const after = [list(1, 2, 3, 9), product(1), product(2), product(9)]
  expect(summary(before, after)).toBe('0=0, 1=1, 2=2, -3, +3')
  expect(summary(before.slice(1), after.slice(1))).toBe('0=0, 1=1, -2, +2')
})

test('a changed answer stays with its request', () => {
  const before = [product(1), product(2), product(3)]
  const failed = { ...product(2), status: 500, response: { error: 'x' } }
  expect(summary(before, [product(1), failed, product(3)])).toBe('0=0, 1=1, 2=2')
  const renewed = [
    product(11, 'Lamp 1'),
    { ...failed, at: 'GET /api/products/12' },
    product(13, 'Lamp 3'),
  ]
  expect(summary(before, renewed)).toBe('0=0, 1=1, 2=2')
})

test('other parameters or another body belong to the most similar request', () => {
  const search = (text: string, page: number) => ({ at: `GET /search?q=${text}&page=${page}` })
  expect(
    summary([search('lamp', 1), search('desk', 1)], [search('desk', 2), search('lamp', 1)]),
  ).toBe('0=1, 1=0')
  const cart = (item: number, quantity: number) => ({
    at: 'POST /cart',
    body: { item: `Lamp ${item}`, quantity, gift: false },
  })
  expect(summary([cart(1, 1), cart(2, 1)], [cart(2, 7), cart(1, 1)])).toBe('0=1, 1=0')
})

test('polls that were made more often need no partner', () => {
  const poll = (state: string) => ({ at: `GET /jobs/${uuid('a')}`, response: { state } })
  const run = (count: number) => [...repeated(count - 1, poll('busy')), poll('done')]
  expect(summary(run(3), run(6))).toBe('0=0, 1=1, 2=5, +2 poll, +3 poll, +4 poll')
  expect(summary(run(6), run(3))).toBe('0=0, 1=1, 5=2, -2 poll, -3 poll, -4 poll')
})

test('polls of another job are polls of the same one', () => {
  const job = (id: string, count: number) => [
    { at: 'POST /jobs', body: {}, response: { id } },
    ...repeated(count, { at: `GET /jobs/${id}`, response: { state: 'busy' } }),
  ]
  const { pairs, onlyAfter, matchRate } = aligned(
    sessionOf(...job(uuid('a'), 5)),
    sessionOf(...job(uuid('b'), 8)),
  )
  expect(pairs).toHaveLength(6)
  expect(onlyAfter.map(({ role }) => role)).toEqual(['poll', 'poll', 'poll'])
  expect(matchRate).toBe(1)
})

test('a read after each write is no poll', () => {
  const cart = { at: 'GET /cart', response: { items: [] } }
  const add = (name: string) => ({ at: 'POST /cart', body: { name } })
  const before = [cart, add('a'), cart, add('b'), cart]
  expect(summary(before, before.slice(0, 4))).toBe('0=0, 1=1, 3=3, 4=2, -2')
})

test('an attempt that failed is no partner of one that did not', () => {
  const pay = (status: number) => ({ at: 'POST /pay', body: { sum: 7 }, status })
  expect(summary([pay(200)], [pay(503), pay(200)])).toBe('0=1, +0 retry')
  expect(summary([pay(0), pay(200)], [pay(200)])).toBe('1=0, -0 retry')
  expect(summary([pay(200)], [pay(500)])).toBe('0=0')
})

test('the same write once more is a duplicate', () => {
  const order = { at: 'POST /orders', body: { item: 'lamp' }, response: { ok: true } }
  expect(summary([order], [order, order])).toBe('0=0, +1 duplicate')
  const other = { at: 'POST /orders', body: { item: 'desk' }, response: { ok: true } }
  expect(summary([order], [order, other])).toBe('0=0, +1')
})

test('preflights go with their requests', () => {
  const preflight = (path: string) => ({
    at: `OPTIONS ${path}`,
    headers: [['access-control-request-method', 'PUT']] as const,
    status: 204,
  })
  const put = (path: string) => ({ at: `PUT ${path}`, body: { path } })
  expect(
    summary(
      [preflight('/a/1'), put('/a/1'), preflight('/a/2'), put('/a/2')],
      [preflight('/a/2'), put('/a/2'), put('/a/1')],
    ),
  ).toBe('1=2, 2=0, 3=1, -0 preflight')
})

test('moved requests are found and named', () => {
  const at = (place: string, response: unknown = [{ id: 1, name: 'a', sum: 2 }]) => ({
    at: place,
    response,
  })
  expect(summary([at('GET /api/orders')], [at('GET /api/v2/orders')])).toBe('0=0 moved')
  expect(summary([at('GET /api/orders/1')], [at('GET /v2/orders/1')])).toBe('0=0 moved')
  expect(summary([at('GET /shop/orders')], [at('GET /shop/purchases')])).toBe('0=0 moved')
  expect(summary([product(1)], [{ ...product(7, 'Lamp 1'), at: 'GET /v2/products/7' }])).toBe(
    '0=0 moved',
  )
  const write = (method: string) => ({ at: `${method} /a/b`, body: { name: 'x', size: 1 } })
  expect(summary([write('POST')], [write('PUT')])).toBe('0=0 moved')
  const { pairs } = aligned(sessionOf(write('POST')), sessionOf(write('PUT')))
  expect(pairs[0]).toMatchObject({ endpoint: 'POST /a/b', movedTo: 'PUT /a/b' })
})

test('requests that have nothing in common are not moved ones', () => {
  const ok = { ok: true }
  expect(
    summary(
      [
        { at: 'GET /users', response: { mail: 'x', name: 'b', role: 'c' } },
        { at: 'POST /log', body: { level: 'info' }, response: ok },
        { at: 'GET /items/3', response: { a: 1, b: 2, c: 3 } },
      ],
      [
        { at: 'GET /news', response: { title: 'x', body: 'y', tags: [] } },
        { at: 'POST /pay', body: { sum: 7 }, response: ok },
        { at: 'DELETE /items/3', status: 204 },
      ],
    ),
  ).toBe('-0, -1, -2, +0, +1, +2')
})

test('what has no partner has a nearest one', () => {
  const { onlyBefore } = aligned(
    sessionOf({ at: 'GET /a/b/c?x=1' }, { at: 'POST /orders/1/pay' }),
    sessionOf({ at: 'POST /orders/1/cancel', status: 404 }, { at: 'GET /z' }),
  )
  expect(onlyBefore.map(({ nearest }) => nearest?.number)).toEqual([undefined, 0])
})

test('aliases are those beyond doubt', () => {
  const session = (token: string, user: number, author: number) =>
    sessionOf(
      { at: 'POST /login', body: { name: 'ann' }, response: { token, user: { id: user } } },
      { at: `GET /users/${user}/posts?token=${token}`, response: [{ id: 5, authorId: author }] },
    )
  const one = 'a8Kx02mQz81LwPq4'
  const other = 'Zx91mmKq02LqWe77'
  const { aliases } = aligned(session(one, 7, 7), session(other, 9, 9))
  expect(Object.fromEntries(aliases)).toEqual({ [one]: other, 7: '9', 5: '5' })
})

test.each<[MatchMode, string]>([
  ['url', '0=1, -1, -2, +0, +2'],
  ['path', '0=1, 1=0, -2, +2'],
  ['order', '0=0 moved, 1=1 moved, 2=2 moved'],
])('match by %s', (match, expected) => {
  const before = sessionOf(
    { at: 'GET https://a.test/x?q=1' },
    { at: 'GET https://a.test/y?q=1' },
    { at: 'GET https://a.test/z' },
  )
  const after = sessionOf(
    { at: 'GET https://b.test/y?q=2' },
    { at: 'GET https://b.test/x?q=1' },
    { at: 'GET https://b.test/w' },
  )
  expect(summaryOf(aligned(before, after, { match, hostMap: { 'a.*': 'b.*' } }))).toBe(expected)
})

test('the match rate counts what needs a partner', () => {
  const one = { at: 'GET /a' }
  const other = { at: 'GET /b' }
  expect(aligned(sessionOf(one, other), sessionOf(one)).matchRate).toBe(0.5)
  expect(aligned([], []).matchRate).toBe(1)
  expect(aligned([], sessionOf(one)).matchRate).toBe(0)
})

test('large sessions are paired by endpoint and thing', () => {
  const { before, after, truth } = manyExchanges(1000, 7)
  const { pairs } = aligned(before, after)
  const right = pairs.filter((pair) => truth.get(pair.before) === truth.get(pair.after)).length
  expect(right / before.length).toBeGreaterThanOrEqual(0.985)
  expect(right / pairs.length).toBeGreaterThanOrEqual(0.99)
})

test('sessions that have nothing in common are not forced together', () => {
  const word = (index: number) =>
    String(index).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)
  const session = (start: number) =>
    sessionOf(
      ...Array.from({ length: 1200 }, (_, index) => ({
        at: `GET /x${word(start + index)}/y${word(start + index)}`,
        response: { ok: true, [word(start + index)]: 1, data: null },
      })),
    )
  const { pairs, onlyBefore, matchRate } = aligned(session(1000), session(5000))
  expect([pairs.length, onlyBefore.length, matchRate]).toEqual([0, 1200, 0])
})

test('requests that are all the same are paired one by one', () => {
  const poll = { at: 'GET /poll', response: { a: 1 } }
  const { pairs, onlyAfter, matchRate } = aligned(
    sessionOf(...repeated(3000, poll)),
    sessionOf(...repeated(3100, poll)),
  )
  expect(pairs).toHaveLength(3000)
  expect(pairs.at(-1)!.after.number).toBe(3099)
  expect(onlyAfter.every(({ role }) => role === 'poll')).toBe(true)
  expect(matchRate).toBe(1)
})

test('every exchange is in a pair or alone, never both, and a session is equal to itself', () => {
  const id = fc.constantFrom('1', '2', '17', uuid('a'), uuid('b'), 'lamp', 'x7Kp2q')
  const exchange = fc.record(
    {
      at: fc
        .tuple(
          fc.constantFrom('GET', 'POST', 'OPTIONS', 'PUT'),
          fc.constantFrom('/a', '/a/b', '/api/v2/a', '/graphql'),
          id,
          fc.constantFrom('', '?page=1', '?_=17'),
        )
        .map(([method, path, part, query]) => `${method} ${path}/${part}${query}`),
      body: fc.oneof(fc.json(), fc.record({ id, operationName: fc.constant('A'), query: id })),
      status: fc.constantFrom(0, 200, 304, 404, 500, 503),
      response: fc.oneof(fc.json(), fc.record({ id, items: fc.array(fc.record({ id })) })),
    },
    { requiredKeys: ['at'] },
  )
  const session = fc.array(exchange, { maxLength: 12 })
  fc.assert(
    fc.property(session, session, (one, other) => {
      const before = sessionOf(...one)
      const after = sessionOf(...other)
      const { pairs, onlyBefore, onlyAfter } = aligned(before, after)
      const numbers = (lone: readonly Unmatched[]) => lone.map((each) => each.exchange.number)
      expect(
        [...pairs.map((pair) => pair.before.number), ...numbers(onlyBefore)].toSorted(
          (a, b) => a - b,
        ),
      ).toEqual(before.map(({ number }) => number))
      expect(
        [...pairs.map((pair) => pair.after.number), ...numbers(onlyAfter)].toSorted(
          (a, b) => a - b,
        ),
      ).toEqual(after.map(({ number }) => number))
      const same = aligned(before, sessionOf(...one))
      expect(same.matchRate).toBe(1)
      expect(same.pairs.every((pair) => pair.endpoint && pair.movedTo === undefined)).toBe(true)
    }),
    { numRuns: 150 },
  )
})
