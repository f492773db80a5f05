import type { Call } from './compared-source.contract.ts'
import { type GoldenCase, json } from './golden-case.contract.ts'

const text = 'All lamps are sold out. '.repeat(300)
const accepting = { headers: [['Accept-Encoding', 'gzip']] } as const

/** Calls of an endpoint that take about so many milliseconds. */
const timed = (path: string, wait: number): Call[] =>
  Array.from({ length: 12 }, (_, index) => ({
    at: `GET ${path}?page=${index}`,
    response: { page: index },
    wait: wait + ((index * 7) % 5),
  }))

const paths = ['/api/search', '/api/orders', '/api/prices', '/api/stock', '/api/users']
const all = (wait: (path: string) => number): Call[] =>
  paths.flatMap((path) => timed(path, wait(path)))

const users: Call = {
  at: 'GET /api/users',
  response: { users: Array.from({ length: 8 }, (_, index) => ({ id: 1000 + index })) },
}
const profile = (id: number): Call => ({ at: `GET /api/profiles/${id}`, response: { id, age: 41 } })

const first: Call = { at: 'GET /api/first', response: { ref: 'kJ8s9Dk2Lq0PzX7vB1nM' } }
const second = (more: object): Call => ({
  at: 'GET /api/second/kJ8s9Dk2Lq0PzX7vB1nM',
  response: { ok: true, ...more },
})

/** Findings about time, sizes and counts. */
export const measures: readonly GoldenCase[] = [
  {
    name: 'one endpoint is slower',
    before: all(() => 100),
    after: all((path) => (path === '/api/orders' ? 250 : 100)),
    found: ['warning latency.slower'],
  },
  {
    name: 'one endpoint is faster',
    before: all(() => 200),
    after: all((path) => (path === '/api/orders' ? 80 : 200)),
    found: ['info latency.faster'],
  },
  {
    name: 'all endpoints are slower',
    before: all(() => 100),
    after: all(() => 180),
    found: ['warning latency.all-slower'],
  },
  {
    name: 'latency is not looked at',
    before: all(() => 100),
    after: all((path) => (path === '/api/orders' ? 250 : 180)),
    options: { latency: false },
    found: [],
  },
  {
    name: 'a response is larger',
    before: [json({ text })],
    after: [json({ text: text.repeat(3) })],
    found: ['warning response.value.changed response.body.text', 'warning size.larger'],
  },
  {
    name: 'a response may be larger',
    before: [json({ text })],
    after: [json({ text: text.repeat(3) })],
    options: { size: { maxGrowth: '300%' } },
    found: ['warning response.value.changed response.body.text'],
  },
  {
    name: 'a response is no longer compressed',
    before: [json({ text }, { ...accepting, coding: 'gzip' })],
    after: [json({ text }, accepting)],
    found: ['warning size.compression-lost'],
  },
  {
    name: 'one request became one for each item',
    before: [users, profile(1000)],
    after: [users, ...Array.from({ length: 8 }, (_, index) => profile(1000 + index))],
    found: ['warning requests.n-plus-one'],
  },
  {
    name: 'more requests than are in order',
    before: [json({ a: 1 })],
    after: [json({ a: 1 }), json({ a: 1 })],
    options: { counts: { 'GET /api/thing': { max: 1 } } },
    found: ['info request.repeated', 'warning requests.more'],
  },
  {
    name: 'more requests wait for one another',
    before: [first, second({})],
    after: [
      first,
      second({ next: 'pQ8s9Dk2Lq0PzX7vB1zZ' }),
      { at: 'GET /api/third/pQ8s9Dk2Lq0PzX7vB1zZ', response: { ok: true, last: 1 } },
    ],
    found: [
      'info request.added',
      'info response.field.added response.body.next',
      'info waterfall.deeper',
    ],
  },
]
