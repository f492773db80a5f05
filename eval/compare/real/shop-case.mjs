import { changes, startShop, users } from '@hartifact/example-shop'
import { clientOf } from './http-client.mjs'

const expected = { breaking: 'breaking', warning: 'warning', harmless: 'info' }

/** Where the changes of release 2 show in what the client does, by the tags of `record.mjs`. */
const places = {
  'price-as-string': /^GET \/api\/products(\/\d+)?(\?.*)?( #\d+)?$/,
  'email-missing': /^GET \/api\/me/,
  'order-answers-200': /^POST \/api\/orders/,
  'invoice-moved': /invoice|^GET \/orders\//,
  'cookie-flags-lost': /^POST \/login/,
  'event-field-renamed': /^GET \/events/,
  'one-request-per-related-product': /^GET \/(api\/)?products/,
  'export-not-compressed': /export\.csv/,
  'image-caching-lost': /images/,
  'search-sometimes-slow': /^GET \/api\/products\?q/,
  'rating-added': /^GET \/api\/products/,
  'header-added': /./,
  'server-renamed': /./,
  'products-added': /^GET \/(\?page.*)?$|^GET \/api\/(products|export)/,
  'wording-changed': /^GET \/(\?page.*|products\/\d+|cart|checkout|login|account|live|orders\/\*)?/,
}

/** Nobody should have to look at these at all. */
const silent = new Set(['keys-reordered', 'assets-rebuilt', 'server-renamed'])

/** Harmless, but nobody can know that who only sees the traffic. */
const looksWorse = new Set(['wording-changed'])

/**
 * The example shop of this project with one of the documented changes of release 2 at a time. Before
 * is release 2 without any of them: it is release 1 but for the number on its pages. The shop is
 * started anew for each run.
 */
export const shopCase = {
  name: 'example shop',
  faults: changes.map(({ id, kind }) => ({
    id,
    variant: kind,
    expected: silent.has(id) ? undefined : looksWorse.has(id) ? 'warning' : expected[kind],
    touches: places[id] ?? /./,
    changes: [id],
  })),
  async start({ hop, fault }) {
    const shop = await startShop({ release: 2, changes: fault?.changes ?? [] })
    hop.state.target = shop.httpUrl
    return () => shop.close()
  },
  visit,
}

async function visit(proxyUrl, base) {
  const send = clientOf(proxyUrl, base)
  const [{ email, password }] = users
  const home = await send('GET', '/')
  for (const [, path] of home.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g))
    await send('GET', path)
  await send('GET', '/?page=2')
  for (const word of [
    'tea',
    'green',
    'black',
    'mint',
    'white',
    'jasmine',
    'oolong',
    'earl',
    'leaf',
  ]) {
    await send('GET', `/api/products?q=${word}&page=1`)
  }
  const page = await send('GET', '/products/3')
  const [, ids = '', mode] = /data-ids="([^"]*)"[^]*?data-mode="([^"]*)"/.exec(page.text) ?? []
  if (mode === 'one-by-one')
    for (const id of ids.split(',')) await send('GET', `/api/products/${id}`)
  else await send('GET', `/api/products?ids=${ids}`)
  await send('GET', '/api/products/3')
  const login = await send('GET', '/login')
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(login.text) ?? []
  await send('POST', '/login', { form: { csrf, email, password } })
  await send('GET', '/account')
  await send('GET', '/api/me')
  await send('POST', '/api/cart/items', { json: { productId: 3, quantity: 2 } })
  await send('POST', '/api/cart/items', { json: { productId: 5, quantity: 1 } })
  await send('PATCH', '/api/cart/items/5', { json: { quantity: 4 } })
  await send('GET', '/api/cart')
  await send('GET', '/cart')
  const order = (await send('POST', '/api/orders', { json: {} })).json()
  await send('GET', `/api/orders/${order.id}`)
  await send('GET', `/orders/${order.id}`)
  await send('GET', `/api/orders/${order.id}/invoice`)
  await send('GET', '/api/export.csv')
  await send('GET', '/events/prices?count=3&interval=10')
  await send('POST', '/api/uploads', {
    body: 'a,b\n1,2\n',
    headers: { 'content-type': 'text/csv' },
  })
  await send('GET', '/live?count=3&interval=20')
  await send('POST', '/logout')
}
