import type { Call } from './compared-source.contract.ts'
import { file, type GoldenCase, json } from './golden-case.contract.ts'

const items = (count: number, more: (index: number) => object = () => ({})): object[] =>
  Array.from({ length: count }, (_, index) => ({ id: `itm_${index}`, ...more(index) }))

const order = (index: number, state: string): Call => ({
  at: `GET /api/orders/ord_${index}f3kq2aa`,
  response: { id: `ord_${index}f3kq2aa`, state },
})

const orders = (...states: string[]): Call[] => states.map((state, index) => order(index, state))

/** Users have new ids in each run, and one of them wrote the post. */
const post = (run: number, author: number): Call[] => {
  const id = (index: number): string => `usr_${run}f3kq2${'abc'[index]}x`
  const users = ['Ann', 'Bob', 'Cleo'].map((name, index) => ({ id: id(index), name }))
  return [
    { at: 'GET /api/users', response: { users } },
    { at: `GET /api/users/${id(0)}`, response: { id: id(0), age: 41 } },
    { at: 'GET /api/post', response: { title: 'Hello there', authorId: id(author) } },
  ]
}

const page = (text: string): Call => file('text/html', `<h1>Shop</h1><p>${text}</p>`)

const cases: ReadonlyArray<
  readonly [name: string, before: unknown, after: unknown, found: string]
> = [
  // Fields
  ['a field is removed', { a: 1, b: 2 }, { a: 1 }, 'breaking response.field.removed b'],
  [
    'a field is removed from all items',
    { items: items(3, () => ({ price: 5 })) },
    { items: items(3) },
    'breaking response.field.removed items[].price',
  ],
  [
    'a field is removed from one item',
    { items: items(3, () => ({ price: 5 })) },
    { items: items(3, (index) => (index === 1 ? {} : { price: 5 })) },
    'breaking response.field.removed items[].price',
  ],
  [
    'a field is renamed',
    { userName: 'Ann', age: 3 },
    { user_name: 'Ann', age: 3 },
    'breaking response.field.renamed userName',
  ],
  [
    'a field is renamed in all items',
    { items: items(3, (index) => ({ price: 11 + index })) },
    { items: items(3, (index) => ({ unitPrice: 11 + index })) },
    'breaking response.field.renamed items[].price',
  ],
  ['a field is added', { a: 1 }, { a: 1, b: 2 }, 'info response.field.added b'],
  [
    'a field is added to one item',
    { items: items(3) },
    { items: items(3, (index) => (index === 1 ? { price: 5 } : {})) },
    'info response.field.added items[].price',
  ],
  // Types
  ['a number is a text', { n: 5 }, { n: '5' }, 'breaking response.type.changed n'],
  ['an id is a text', { id: 5 }, { id: '5' }, 'breaking response.type.changed id'],
  ['an object is a list', { n: { a: 1 } }, { n: [1] }, 'breaking response.type.changed n'],
  ['a text is an object', { n: 'Ann' }, { n: { a: 1 } }, 'breaking response.type.changed n'],
  ['a value is null', { n: 'Ann' }, { n: null }, 'breaking response.value.nulled n'],
  ['the body is null', { n: 'Ann' }, null, 'breaking response.value.nulled'],
  ['null is a value', { n: null }, { n: 'Ann' }, 'info response.value.set n'],
  // Values
  ['another word', { n: 'Ann' }, { n: 'Bob' }, 'warning response.value.changed n'],
  ['another number', { n: 5 }, { n: 6 }, 'warning response.value.changed n'],
  ['another flag', { n: true }, { n: false }, 'warning response.value.changed n'],
  ['another price as text', { n: '19.99' }, { n: '29.99' }, 'warning response.value.changed n'],
  ['another version', { n: '1.2.3' }, { n: '1.3.0' }, 'warning response.value.changed n'],
  [
    'a number of another sign than all others',
    { items: items(5, (index) => ({ price: 10 + index })) },
    { items: items(5, (index) => ({ price: index === 2 ? -12 : 10 + index })) },
    'warning response.value.out-of-range items[].price',
  ],
  [
    'a number of another magnitude than all others',
    { items: items(5, (index) => ({ price: 10 + index })) },
    { items: items(5, (index) => ({ price: index === 2 ? 12_000 : 10 + index })) },
    'warning response.value.out-of-range items[].price',
  ],
  [
    'a number that is masked is readable',
    { card: '**** **** **** 1234' },
    { card: '4111 1111 1111 1234' },
    'breaking response.secret.exposed card',
  ],
  // Forms
  [
    'a time without its zone',
    { at: '2026-03-01T10:00:00Z' },
    { at: '2026-03-01T10:00:00' },
    'breaking response.format.changed at',
  ],
  [
    'a time in another form',
    { at: '2026-03-01T10:00:00Z' },
    { at: '01.03.2026 10:00' },
    'breaking response.format.changed at',
  ],
  [
    'a time in seconds',
    { createdAt: 1_790_000_000_000 },
    { createdAt: 1_790_000_000 },
    'breaking response.format.changed createdAt',
  ],
  [
    'a uuid is a number',
    { id: '3f1c2a40-6f0b-4bbf-9f9e-0d6f6a2f4a11' },
    { id: '17' },
    'breaking response.format.changed id',
  ],
  [
    'a token is empty',
    { token: 'kJ8s9Dk2Lq0PzX7vB1nM' },
    { token: '' },
    'breaking response.format.changed token',
  ],
  ['an id is empty', { userId: 'ann' }, { userId: '' }, 'breaking response.format.changed userId'],
  // Lists
  ['a list is empty', { a: items(3) }, { a: [] }, 'warning response.array.emptied a'],
  ['the body is an empty list', [1, 2, 3], [], 'warning response.array.emptied'],
  ['a list is shorter', { a: items(5) }, { a: items(3) }, 'warning response.array.shorter a'],
  ['a list is longer', { a: items(3) }, { a: items(5) }, 'info response.array.longer a'],
  [
    'an item is there twice',
    { a: items(3) },
    { a: [...items(3), items(3)[1]] },
    'warning response.array.duplicated a',
  ],
  [
    'a list is sorted otherwise',
    { a: items(5) },
    { a: items(5).toReversed() },
    'warning response.array.reordered a',
  ],
]

/** Findings in data: fields, types, values, forms, lists. */
export const values: readonly GoldenCase[] = [
  ...cases.map(([name, before, after, found]) => {
    const [severity = '', rule = '', path = ''] = found.split(' ')
    const place = path === '' ? 'response.body' : `response.body.${path}`
    return {
      name,
      before: [json(before)],
      after: [json(after)],
      found: [[severity, rule, place].join(' ')],
    }
  }),
  {
    name: 'a field is removed that other items lack as well',
    before: [json({ items: [{ id: 'a', note: 'x' }, { id: 'b' }, { id: 'c', note: 'y' }] })],
    after: [json({ items: [{ id: 'a', note: 'x' }, { id: 'b' }, { id: 'c' }] })],
    found: ['warning response.field.removed response.body.items[].note'],
    foundByThree: ['breaking response.field.removed response.body.items[].note'],
  },
  {
    name: 'a value is null as in other items',
    before: [
      json({
        items: [
          { id: 'a', n: 1 },
          { id: 'b', n: null },
          { id: 'c', n: 2 },
        ],
      }),
    ],
    after: [
      json({
        items: [
          { id: 'a', n: 1 },
          { id: 'b', n: null },
          { id: 'c', n: null },
        ],
      }),
    ],
    found: ['warning response.value.nulled response.body.items[].n'],
    foundByThree: ['breaking response.value.nulled response.body.items[].n'],
  },
  {
    name: 'a word that is none of the few',
    before: orders('open', 'shut', 'open', 'shut'),
    repeats: [orders('shut', 'open', 'open', 'shut'), orders('open', 'open', 'shut', 'open')],
    after: orders('open', 'shut', 'lost', 'shut'),
    found: ['warning response.value.changed response.body.state'],
    foundByThree: ['warning response.value.new-member response.body.state'],
  },
  {
    name: 'a number that varies has another sign',
    before: [json({ load: 10 })],
    repeats: [[json({ load: 14 })], [json({ load: 12 })]],
    after: [json({ load: -4 })],
    found: ['warning response.value.out-of-range response.body.load'],
  },
  {
    name: 'a number that varies has decimals',
    before: [json({ load: 10 })],
    repeats: [[json({ load: 14 })], [json({ load: 12 })]],
    after: [json({ load: 12.5 })],
    found: ['warning response.value.changed response.body.load'],
    foundByThree: ['warning response.value.out-of-range response.body.load'],
  },
  {
    name: 'a token that varies is cut off',
    before: [json({ token: 'kJ8s9Dk2Lq0PzX7vB1nM' })],
    repeats: [[json({ token: 'aJ8s9Dk2Lq0PzX7vB1nZ' })], [json({ token: 'bJ8s9Dk2Lq0PzX7vB1nY' })]],
    after: [json({ token: 'cJ8s' })],
    found: ['breaking response.format.changed response.body.token'],
  },
  {
    name: 'the id of another thing',
    before: post(1, 0),
    repeats: [post(2, 0), post(3, 0)],
    after: post(9, 1),
    found: ['breaking response.reference.broken response.body.authorId'],
  },
  {
    name: 'words around a number that varies',
    before: [page('Total: 10 for 3 lamps')],
    repeats: [[page('Total: 12 for 3 lamps')], [page('Total: 11 for 3 lamps')]],
    after: [page('Total: 13 for 3 tables')],
    found: ['warning response.text.changed response.body["body>p"][]'],
  },
  {
    name: 'a number of another magnitude in a text',
    before: [page('Total: 10 for 3 lamps')],
    repeats: [[page('Total: 12 for 3 lamps')], [page('Total: 11 for 3 lamps')]],
    after: [page('Total: 13000 for 3 lamps')],
    found: ['warning response.text.changed response.body["body>p"][]'],
    foundByThree: ['warning response.value.out-of-range response.body["body>p"][]'],
  },
  {
    name: 'a list of changing items is empty',
    before: [json({ picks: items(3) })],
    repeats: [[json({ picks: items(4).slice(1) })], [json({ picks: items(5).slice(2) })]],
    after: [json({ picks: [] })],
    found: ['warning response.array.emptied response.body.picks'],
  },
  {
    name: 'a new item of a list of changing items lacks a field',
    before: [json({ picks: items(3, () => ({ price: 5 })) })],
    repeats: [
      [json({ picks: items(4, () => ({ price: 5 })).slice(1) })],
      [json({ picks: items(5, () => ({ price: 5 })).slice(2) })],
    ],
    after: [json({ picks: [...items(2, () => ({ price: 5 })), { id: 'itm_9' }] })],
    found: [
      'breaking response.field.removed response.body.picks[].price',
      'warning response.array.shorter response.body.picks',
    ],
    foundByThree: ['breaking response.field.removed response.body.picks[].price'],
  },
]
