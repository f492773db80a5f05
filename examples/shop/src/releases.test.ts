import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { changes, type ChangeId } from './releases.ts'
import { startShop, type Shop } from './start-shop.ts'
import { users, type User } from './seed.ts'
import { logInByForm, openChat, sendWithHttp2, visitor } from './test-clients.ts'

interface Check {
  /** What shows the change to a client. */
  readonly look: (shop: Shop) => Promise<unknown>
  readonly before: unknown
  readonly after: unknown
}

const ada = users[0] as User

const checks: Record<ChangeId, Check> = {
  'price-as-string': {
    look: async (shop) => (await getJson(shop, '/api/products/1'))['price'],
    before: 12.5,
    after: '12.50',
  },
  'email-missing': {
    look: async (shop) => {
      const { visit } = await buyer(shop)
      return ((await (await visit('GET', '/api/me')).json()) as Json)['email']
    },
    before: 'ada@example.test',
    after: undefined,
  },
  'order-answers-200': {
    look: async (shop) => {
      const { order } = await buyer(shop)
      return [order.status, order.headers.get('location')]
    },
    before: [201, '/api/orders/1001'],
    after: [200, null],
  },
  'invoice-moved': {
    look: async (shop) => {
      const { visit } = await buyer(shop)
      const old = await visit('GET', '/api/orders/1001/invoice')
      const moved = await visit('GET', '/api/orders/1001/invoice.pdf')
      return [old.status, moved.status]
    },
    before: [200, 404],
    after: [404, 200],
  },
  'cookie-flags-lost': {
    look: async (shop) => {
      const login = await logInByForm(visitor(shop.httpUrl), ada)
      const plain = login.headers.getSetCookie().find((line) => line.startsWith('shop_session'))
      return [flagsOf(plain), flagsOf(await secureSessionCookie(shop))]
    },
    before: [['HttpOnly'], ['HttpOnly', 'Secure']],
    after: [[], []],
  },
  'event-field-renamed': {
    look: async (shop) => {
      const stream = await fetch(`${shop.httpUrl}/events/prices?count=1&interval=1`)
      const data = /^data: (.*)$/m.exec(await stream.text())?.[1] ?? ''
      return Object.keys(JSON.parse(data) as Json)
    },
    before: ['productId', 'price', 'at'],
    after: ['productId', 'amount', 'at'],
  },
  'one-request-per-related-product': {
    look: async (shop) => /data-mode="([^"]+)"/.exec(await getText(shop, '/products/1'))?.[1],
    before: 'together',
    after: 'one-by-one',
  },
  'export-not-compressed': {
    look: async (shop) => {
      const headers = { 'accept-encoding': 'br' }
      const answer = await visitor(shop.httpUrl)('GET', '/api/export.csv', { headers })
      return answer.headers.get('content-encoding')
    },
    before: 'br',
    after: null,
  },
  'image-caching-lost': {
    look: async (shop) =>
      (await visitor(shop.httpUrl)('GET', '/assets/images/1.png')).headers.get('cache-control'),
    before: 'public, max-age=3600',
    after: null,
  },
  'search-sometimes-slow': {
    look: async (shop) => {
      await getText(shop, '/api/products?q=tea')
      await getText(shop, '/api/products?q=tea')
      return orderOfAnswers(shop, '/api/products?q=tea', ['third', 'fourth'])
    },
    before: ['third', 'fourth'],
    after: ['fourth', 'third'],
  },
  'rating-added': {
    look: async (shop) => 'rating' in (await getJson(shop, '/api/products/1')),
    before: false,
    after: true,
  },
  'keys-reordered': {
    look: async (shop) => Object.keys(await getJson(shop, '/api/cart')),
    before: ['items', 'count', 'total', 'currency'],
    after: ['currency', 'total', 'count', 'items'],
  },
  'assets-rebuilt': {
    look: async (shop) => {
      const path = /\/assets\/shop\.\w+\.css/.exec(await getText(shop, '/'))?.[0] ?? ''
      return (await getText(shop, path)).startsWith('/* 2026.11.2 */')
    },
    before: false,
    after: true,
  },
  'header-added': {
    look: async (shop) => (await fetch(shop.httpUrl)).headers.get('referrer-policy'),
    before: null,
    after: 'same-origin',
  },
  'server-renamed': {
    look: async (shop) => (await fetch(shop.httpUrl)).headers.get('server'),
    before: 'shop/1.0',
    after: 'tea-gateway',
  },
  'products-added': {
    look: async (shop) => (await getJson(shop, '/api/products'))['total'],
    before: 12,
    after: 14,
  },
  'wording-changed': {
    look: async (shop) => {
      const { socket, welcome } = await openChat(`${shop.httpUrl.replace('http', 'ws')}/ws/support`)
      socket.close()
      const label = /data-testid="add-to-cart">([^<]*)</.exec(await getText(shop, '/products/1'))
      return [(JSON.parse(welcome) as Json)['text'], label?.[1]?.trim()]
    },
    before: ['How can we help?', 'Add to cart'],
    after: ['Hello! What can we do?', 'Put into the cart'],
  },
}

test.each(changes.map(({ id }) => id))('%s shows in release 2 only', async (id) => {
  const { look, before, after } = checks[id]
  await using first = await startShop({ release: 1 })
  await using second = await startShop({ release: 2 })
  await using without = await startShop({ release: 2, changes: [] })
  await using alone = await startShop({ release: 2, changes: [id] })
  expect(await look(first)).toEqual(before)
  expect(await look(second)).toEqual(after)
  expect(await look(without)).toEqual(before)
  expect(await look(alone)).toEqual(after)
})

test('each change is listed once', () => {
  expect(changes.map(({ id }) => id).toSorted()).toEqual(Object.keys(checks).toSorted())
})

type Json = Record<string, unknown>

async function getText(shop: Shop, path: string): Promise<string> {
  return (await visitor(shop.httpUrl)('GET', path)).text()
}

async function getJson(shop: Shop, path: string): Promise<Json> {
  return JSON.parse(await getText(shop, path)) as Json
}

/** Somebody who has logged in and bought something. */
async function buyer(shop: Shop): Promise<{ visit: ReturnType<typeof visitor>; order: Response }> {
  const visit = visitor(shop.httpUrl)
  await logInByForm(visit, ada)
  await visit('POST', '/api/cart/items', { json: { productId: 1 } })
  return { visit, order: await visit('POST', '/api/orders') }
}

/** Sends the same request several times on one connection at once; tells which ended first. */
async function orderOfAnswers(shop: Shop, path: string, names: string[]): Promise<string[]> {
  const session = connect(shop.httpsUrl, { ca: shop.caPem })
  const order: string[] = []
  await Promise.all(
    names.map(async (name) => {
      await text(session.request({ ':path': path }))
      order.push(name)
    }),
  )
  session.close()
  return order
}

async function secureSessionCookie(shop: Shop): Promise<string | undefined> {
  const page = await sendWithHttp2(`${shop.httpsUrl}/login`, shop.caPem)
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const login = await sendWithHttp2(`${shop.httpsUrl}/login`, shop.caPem, {
    headers: {
      ':method': 'POST',
      'content-type': 'application/x-www-form-urlencoded',
      cookie: `shop_csrf=${csrf}`,
    },
    body: new URLSearchParams({ csrf, email: ada.email, password: ada.password }).toString(),
  })
  return login.headers['set-cookie']?.find((line) => line.startsWith('shop_session'))
}

function flagsOf(cookie: string | undefined): string[] {
  return ['HttpOnly', 'Secure'].filter((flag) => cookie?.split('; ').includes(flag))
}
