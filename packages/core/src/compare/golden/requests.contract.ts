import type { Call } from './compared-source.contract.ts'
import { type GoldenCase, json } from './golden-case.contract.ts'

const token = 'kJ8s9Dk2Lq0PzX7vB1nM'
const read = json({ a: 1 })

const order = (more: Partial<Call> = {}): Call => ({
  at: 'POST /api/orders',
  body: { product: 'lamp', count: 2 },
  status: 201,
  response: { ok: true },
  ...more,
})

const ordered = (body: object): Call[] => [order({ body })]
const asked = (at: string): Call[] => [json({ a: 1 }, { at: `GET ${at}` })]
const sent = (name: string, value: string): Call[] => [json({ a: 1 }, { headers: [[name, value]] })]

const live = (...messages: object[]): Call[] => [
  {
    at: 'GET wss://shop.test/live',
    status: 101,
    messages: messages.map((data) => ['received', data] as const),
  },
]

const cases: ReadonlyArray<
  readonly [name: string, before: readonly Call[], after: readonly Call[], found: string]
> = [
  ['a read is missing', [read], [], 'warning request.missing'],
  ['a write is missing', [order()], [], 'breaking request.write.missing'],
  ['a write is made twice', [order()], [order(), order()], 'breaking request.write.duplicated'],
  ['a read is new', [], [read], 'info request.added'],
  ['a read is made twice', [read], [read, read], 'info request.repeated'],
  [
    'a read is made again after a write',
    [read, order()],
    [read, order(), read],
    'info request.repeated',
  ],
  ['another version', [order()], [order({ at: 'POST /api/v2/orders' })], 'warning request.moved'],
  [
    'another method',
    [{ at: 'PUT /api/profile', body: { name: 'Ann', age: 5 }, response: { ok: true } }],
    [{ at: 'PATCH /api/profile', body: { name: 'Ann', age: 5 }, response: { ok: true } }],
    'warning request.moved',
  ],
  [
    'data goes to somebody else',
    [],
    [{ at: 'POST https://track.example/c', body: { user: 'ann' }, status: 204 }],
    'breaking request.host.new',
  ],
  [
    'a script comes from somebody else',
    [],
    [{ at: 'GET https://cdn.example/lib.js', response: 'let a' }],
    'breaking request.host.new',
  ],
  // Credentials
  [
    'no authorization',
    sent('Authorization', `Bearer ${token}`),
    [read],
    'breaking request.auth.dropped request.headers.authorization',
  ],
  [
    'no cookie of the login',
    sent('Cookie', `sid=${token}`),
    [read],
    'breaking request.auth.dropped request.cookies.sid',
  ],
  [
    'a token in the URL',
    [read],
    asked(`/api/thing?access_token=${token}`),
    'breaking request.credential.exposed request.query.access_token',
  ],
  // Headers
  [
    'a header is gone',
    sent('X-Plan', 'gold'),
    [read],
    'warning request.header.removed request.headers.x-plan',
  ],
  [
    'a header is new',
    [read],
    sent('X-Plan', 'gold'),
    'info request.header.added request.headers.x-plan',
  ],
  [
    'a header has another value',
    sent('X-Plan', 'gold'),
    sent('X-Plan', 'free'),
    'warning request.header.changed request.headers.x-plan',
  ],
  // Query and body
  [
    'a parameter is gone',
    asked('/api/thing?sort=up'),
    asked('/api/thing'),
    'warning request.query.removed request.query.sort',
  ],
  [
    'a parameter is new',
    asked('/api/thing'),
    asked('/api/thing?sort=up'),
    'info request.query.added request.query.sort',
  ],
  [
    'a parameter has another value',
    asked('/api/thing?sort=up'),
    asked('/api/thing?sort=down'),
    'warning request.value.changed request.query.sort',
  ],
  [
    'a field is gone',
    [order()],
    ordered({ product: 'lamp' }),
    'warning request.field.removed request.body.count',
  ],
  [
    'a field is new',
    [order()],
    ordered({ product: 'lamp', count: 2, note: 'x' }),
    'info request.field.added request.body.note',
  ],
  [
    'a field has another value',
    [order()],
    ordered({ product: 'lamp', count: 3 }),
    'warning request.value.changed request.body.count',
  ],
  [
    'a field has another type',
    [order()],
    ordered({ product: 'lamp', count: '2' }),
    'warning request.value.changed request.body.count',
  ],
  // Messages
  [
    'messages of a kind do not come',
    live({ type: 'hello' }, { type: 'price', value: 5 }),
    live({ type: 'hello' }),
    'warning messages.missing messages["received price"]',
  ],
  [
    'messages of a kind are new',
    live({ type: 'hello' }),
    live({ type: 'hello' }, { type: 'price', value: 5 }),
    'info messages.added messages["received price"]',
  ],
  [
    'a field of messages is gone',
    live({ type: 'price', value: 5 }),
    live({ type: 'price' }),
    'breaking response.field.removed messages["received price"][].value',
  ],
]

/** Findings about which requests are made, and what is in them. */
export const requests: readonly GoldenCase[] = cases.map(([name, before, after, found]) => ({
  name,
  before,
  after,
  found: [found],
}))
