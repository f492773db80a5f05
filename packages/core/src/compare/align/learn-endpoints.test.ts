import { expect, test } from 'vitest'
import type { Exchange } from '../exchange.ts'
import { type ExchangeData, sessionOf } from './exchanges.contract.ts'
import { learnEndpoints } from './learn-endpoints.ts'

/** Names of all exchanges, sample by sample. */
function namesOf(
  samples: ReadonlyArray<readonly Exchange[]>,
  hostMap?: Record<string, string>,
): string[][] {
  const names = learnEndpoints(samples, { hostMap })
  return samples.map((sample) => sample.map((exchange) => names.nameOf(exchange)))
}

function nameOf(...data: readonly ExchangeData[]): string | undefined {
  return namesOf([sessionOf(...data)])[0]?.at(-1)
}

test.each([
  ['GET /api/products/17', 'GET /api/products/{id}'],
  ['GET /api/products/17/reviews', 'GET /api/products/{id}/reviews'],
  ['DELETE /v2/carts/6f0c1b9e-1d2a-4c3b-8e4f-5a6b7c8d9e0f', 'DELETE /v2/carts/{id}'],
  ['GET /u/65f0a1b2c3d4e5f6a7b8c9d0/avatar.png', 'GET /u/{id}/avatar.png'],
  ['GET /files/redacted-0123456789ab', 'GET /files/{id}'],
  ['GET /rest/api/2/issue/SHOP-12', 'GET /rest/api/2/issue/{id}'],
  ['GET /api/orders/', 'GET /api/orders/'],
  ['GET /', 'GET /'],
  ['GET /de-at/help', 'GET /de-at/help'],
  ['GET /slots/2026-11-20', 'GET /slots/{date}'],
  ['GET /export/17.csv', 'GET /export/{id}.csv'],
  ['GET /products/blue-lamp-8f3a', 'GET /products/blue-lamp-{id}'],
  ['GET /assets/app.3f9a1c.js', 'GET /assets/app.{hash}.js'],
  ['GET /assets/index-BxY12abc.css', 'GET /assets/index-{hash}.css'],
  ['GET /assets/vendor-D_a-9xQz.js.map', 'GET /assets/vendor-{hash}.js.map'],
  ['GET /assets/chunk-2QJ5XVQZ.js', 'GET /assets/chunk-{hash}.js'],
  ['GET /lib/bootstrap-5.3.2.min.css', 'GET /lib/bootstrap-5.3.2.min.css'],
  ['GET /api/getUserProfileById', 'GET /api/getUserProfileById'],
  ['GET /svc/json/GetNavigationMenu2', 'GET /svc/json/GetNavigationMenu2'],
  ['GET /libs/jquery/1.9.1/_/jquery.js', 'GET /libs/jquery/1.9.1/_/jquery.js'],
  ['GET /page;jsessionid=8F3A', 'GET /page'],
  ['GET wss://shop.test/live/17', 'GET /live/{id}'],
])('%s is %s', (at, name) => {
  expect(nameOf({ at })).toBe(name)
})

test('only other hosts are named', () => {
  expect(
    namesOf([sessionOf({ at: 'GET /a' }, { at: 'GET /b' }, { at: 'GET https://cdn.test/lib.js' })]),
  ).toEqual([['GET /a', 'GET /b', 'GET https://cdn.test/lib.js']])
})

test('the host with most exchanges is the same one on both sides', () => {
  const page = { at: 'GET /a' }
  const file = { at: 'GET https://cdn.test/lib.js' }
  const [before, after] = namesOf([sessionOf(page, page, file), sessionOf(page, file, file)])
  expect(after).toEqual([before![0], before![2], before![2]])
})

test('a host map makes hosts the same', () => {
  const [before, after] = namesOf(
    [
      sessionOf({ at: 'GET https://uat1.shop.test/a' }, { at: 'GET https://uat1.cdn.test:81/b' }),
      sessionOf({ at: 'GET https://uat2.shop.test/a' }, { at: 'GET https://uat2.cdn.test:81/b' }),
    ],
    { 'uat1.*': 'uat2.*' },
  )
  expect(before).toEqual(after)
})

test('main hosts elsewhere are the same if their paths are', () => {
  const [before, after] = namesOf([
    sessionOf({ at: 'GET https://one.test/a' }, { at: 'GET https://one.test/b' }),
    sessionOf({ at: 'GET https://two.test/a' }, { at: 'GET https://two.test/b' }),
  ])
  expect(before).toEqual(after)
  const [here, there] = namesOf([
    sessionOf({ at: 'GET https://one.test/a' }),
    sessionOf({ at: 'GET https://two.test/x' }),
  ])
  expect([here, there]).toEqual([['GET /a'], ['GET https://two.test/x']])
})

test('ports of the loopback interface may differ', () => {
  const [before, after] = namesOf([
    sessionOf(
      { at: 'GET http://127.0.0.1:3000/' },
      { at: 'GET http://127.0.0.1:3000/a' },
      { at: 'POST http://127.0.0.1:3001/collect' },
    ),
    sessionOf(
      { at: 'GET http://localhost:4000/' },
      { at: 'GET http://localhost:4000/a' },
      { at: 'POST http://localhost:4001/collect' },
    ),
  ])
  expect(before).toEqual(['GET /', 'GET /a', 'POST http://127.0.0.1:3001/collect'])
  expect(after).toEqual(before)
})

test.each<[string, Omit<ExchangeData, 'at'>, string]>([
  ['GraphQL', { body: { query: 'query A { a }', operationName: 'A' } }, 'A'],
  ['GraphQL without operationName', { body: { query: 'mutation Pay($id: ID!) { pay }' } }, 'Pay'],
  ['persisted queries', { body: { documentId: 'abcdef0123456789' } }, 'persisted-abcdef012345'],
  ['batches', { body: [{ query: 'query B { b }' }, { query: 'query A { a }' }] }, 'A+B'],
  ['JSON-RPC', { body: { jsonrpc: '2.0', id: 7, method: 'user.get' } }, 'user.get'],
  [
    'tools of MCP',
    { body: { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'search' } } },
    'tools/call search',
  ],
  [
    'SOAP 1.1',
    { headers: [['SOAPAction', '"http://shop.test/orders/GetOrder"']], body: '<a/>' },
    'GetOrder',
  ],
  [
    'SOAP without an action',
    {
      headers: [['Content-Type', 'text/xml']],
      body: '<s:Envelope><s:Body> <m:Pay a="1"/></s:Body></s:Envelope>',
    },
    'Pay',
  ],
  [
    'forms',
    {
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: 'id=7&action=add_to_cart',
    },
    'add_to_cart',
  ],
  ['actions in JSON', { body: { op: 'close' } }, 'close'],
])('the operation of %s is named', (_, data, operation) => {
  expect(nameOf({ at: 'POST /service', ...data })).toBe(`POST /service ${operation}`)
})

test('large bodies are not parsed for their operation', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => `row ${index}`)
  const body = { rows, operationName: 'Import', query: 'mutation Import { a }' }
  expect(nameOf({ at: 'POST /graphql', body })).toBe('POST /graphql Import')
  expect(nameOf({ at: 'POST /sync', body: { action: 'push', rows } })).toBe('POST /sync push')
  expect(nameOf({ at: 'POST /sync', body: { rows: [{ action: 'push' }, ...rows] } })).toBe(
    'POST /sync',
  )
})

test('a query may hold the operation', () => {
  expect(nameOf({ at: 'GET /index.php?action=view&id=7' })).toBe('GET /index.php view')
  expect(nameOf({ at: 'GET /graphql?query=query%20Me%7Bme%7D' })).toBe('GET /graphql Me')
})

test('documents without a name are told apart by their form, not by literals', () => {
  const [one, other, third] = [
    '{ product(id: "7") { id } }',
    '{  product(id:"8"){id} } # again',
    '{ user { id } }',
  ].map((query) => nameOf({ at: 'POST /graphql', body: { query } }))
  expect(one).toBe(other)
  expect(third).not.toBe(one)
})

test('the path of gRPC stays as it is', () => {
  const headers = [['content-type', 'application/grpc+proto']] as const
  expect(nameOf({ at: 'POST /shop.v1.Orders/Get12345', headers })).toBe(
    'POST /shop.v1.Orders/Get12345',
  )
})

test('functions that stand side by side stay apart', () => {
  const list = (key: string) => ({ items: [{ id: 1, [key]: 'x', a: 1, b: 2 }] })
  const before = sessionOf(
    { at: 'GET /api/users', response: list('mail') },
    { at: 'GET /api/orders', response: list('total') },
    { at: 'GET /api/carts', response: list('total') },
  )
  const after = sessionOf(
    { at: 'GET /api/users', response: list('mail') },
    { at: 'GET /api/purchases', response: list('total') },
    { at: 'GET /api/carts', response: list('total') },
  )
  expect(namesOf([before, after])).toEqual([
    ['GET /api/users', 'GET /api/orders', 'GET /api/carts'],
    ['GET /api/users', 'GET /api/purchases', 'GET /api/carts'],
  ])
})

test('words that change from session to session are variable', () => {
  const product = (slug: string) => ({
    at: `GET /products/${slug}`,
    response: { title: slug.toUpperCase(), price: 7, stock: 3, tags: [] },
  })
  const search = { at: 'GET /products/search', response: { hits: [{ score: 1 }], total: 3 } }
  const [before, after] = namesOf([
    sessionOf(product('blue-lamp'), product('red-chair'), search),
    sessionOf(product('blue-lamp'), product('old-desk'), search),
  ])
  expect(before).toEqual(['GET /products/{id}', 'GET /products/{id}', 'GET /products/search'])
  expect(after).toEqual(before)
})

test('a word that the response says is the name of a thing', () => {
  const user = (login: string) => ({
    at: `GET /users/${login}`,
    response: { login, mail: 'a@b.test', id: 1 },
  })
  expect(namesOf([sessionOf(user('ann'), user('bob'))])).toEqual([
    ['GET /users/{id}', 'GET /users/{id}'],
  ])
})

test('ids that happen to be words are ids among ids of the same form', () => {
  const names = namesOf([
    sessionOf({ at: 'GET /i/8f3a2c' }, { at: 'GET /i/01b2c3' }, { at: 'GET /i/search' }),
    sessionOf({ at: 'GET /i/aabbcc' }, { at: 'GET /i/77d0e1' }, { at: 'GET /i/search' }),
  ])
  expect(new Set(names.flat())).toEqual(new Set(['GET /i/{id}', 'GET /i/search']))
})

test('numbers in slugs and hashes without a digit need several sessions', () => {
  const names = namesOf([
    sessionOf(
      { at: 'GET /o/order-5' },
      { at: 'GET /s/index-DiwrgTda.js' },
      { at: 'GET /w/step-1' },
    ),
    sessionOf(
      { at: 'GET /o/order-9' },
      { at: 'GET /s/index-BxYqabcd.js' },
      { at: 'GET /w/step-1' },
    ),
  ])
  expect(new Set(names.flat())).toEqual(
    new Set(['GET /o/order-{id}', 'GET /s/index-{hash}.js', 'GET /w/step-1']),
  )
})

test('the words of slugs vary where the hashes behind them do', () => {
  const names = namesOf([
    sessionOf(
      { at: 'GET /p/blue-lamp-8f3a' },
      { at: 'GET /p/red-chair-01b2' },
      { at: 'GET /p/on-sale' },
    ),
    sessionOf(
      { at: 'GET /p/blue-lamp-cccb' },
      { at: 'GET /p/red-chair-7712' },
      { at: 'GET /p/on-sale' },
    ),
  ])
  expect(new Set(names.flat())).toEqual(new Set(['GET /p/{id}', 'GET /p/on-sale']))
})

test('odd paths do no harm', () => {
  const deep = `/${'a/'.repeat(10_000)}17`
  expect(nameOf({ at: `GET ${deep}` })).toHaveLength(`GET ${deep}`.length)
  expect(nameOf({ at: 'GET /a%2Fb/%20x/%E0%A4' })).toBe('GET /a%2Fb/%20x/%25E0%25A4')
  expect(nameOf({ at: `GET /${'7'.repeat(100_000)}` })).toBeDefined()
})
