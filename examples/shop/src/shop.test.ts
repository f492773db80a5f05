import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startShop, users, type Shop } from './index.ts'
import { logInByForm, visitor } from './test-clients.ts'

const [ada, grace] = users as [(typeof users)[0], (typeof users)[0]]

describe.each([1, 2] as const)('release %i over HTTP', (release) => {
  let shop: Shop
  beforeAll(async () => {
    shop = await startShop({ release })
  })
  afterAll(() => shop.close())

  test('logs in by form and out again', async () => {
    const visit = visitor(shop.httpUrl)
    expect((await visit('GET', '/account')).headers.get('location')).toBe('/login')

    const answer = await logInByForm(visit, ada)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/account')
    const page = await (await visit('GET', '/account')).text()
    expect(page).toContain('data-testid="user-name">Ada Lovelace<')

    expect((await visit('POST', '/logout')).status).toBe(302)
    expect((await visit('GET', '/account')).status).toBe(302)
  })

  test('refuses a wrong password and a form without its token', async () => {
    const visit = visitor(shop.httpUrl)
    const wrong = await logInByForm(visit, { email: ada.email, password: 'horse' })
    expect(wrong.status).toBe(401)
    expect(await wrong.text()).toContain('data-testid="login-error"')
    const { email, password } = ada
    const forged = await visit('POST', '/login', { form: { email, password, csrf: 'guess' } })
    expect(forged.status).toBe(403)
    expect((await visit('GET', '/api/me')).status).toBe(401)
  })

  test('answers a wrong password of an API client with a problem', async () => {
    const { email } = ada
    const answer = await visitor(shop.httpUrl)('POST', '/api/session', {
      json: { email, password: 'horse' },
    })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await answer.json()).toMatchObject({ status: 401, title: 'Unauthorized' })
  })

  test('sells what a guest put into the cart before the login', async () => {
    const visit = visitor(shop.httpUrl)
    const added = await visit('POST', '/api/cart/items', { json: { productId: 1, quantity: 2 } })
    expect(added.status).toBe(201)
    expect(added.headers.get('location')).toBe('/api/cart/items/1')
    await visit('POST', '/api/cart/items', { json: { productId: 4 } })
    await visit('POST', '/api/cart/items', { json: { productId: 5 } })
    expect((await visit('DELETE', '/api/cart/items/5')).status).toBe(204)
    const changed = await visit('PATCH', '/api/cart/items/4', { json: { quantity: 3 } })
    expect(await changed.json()).toMatchObject({ count: 5, total: 44.5 })

    expect((await visit('POST', '/api/orders')).status).toBe(401)
    await logInByForm(visit, ada)
    expect(await (await visit('GET', '/cart')).text()).toContain('cart-total">€44.50<')
    const order = (await (await visit('POST', '/api/orders')).json()) as { id: string }
    expect(order).toMatchObject({ id: '1001', total: 44.5, status: 'paid' })
    expect(await (await visit('GET', '/api/cart')).json()).toMatchObject({ count: 0 })
    expect((await visit('POST', '/api/orders')).status).toBe(422)

    const orderPage = await visit('GET', `/orders/${order.id}`)
    const link = /href="([^"]+)" data-testid="invoice"/.exec(await orderPage.text())?.[1] ?? ''
    const invoice = await visit('GET', link)
    expect(invoice.headers.get('content-type')).toBe('application/pdf')
    expect(invoice.headers.get('content-disposition')).toContain('attachment')
    expect(await invoice.text()).toMatch(/^%PDF-1\.4\n[^]*%%EOF\n$/)

    const other = visitor(shop.httpUrl)
    await logInByForm(other, grace)
    expect((await other('GET', `/api/orders/${order.id}`)).status).toBe(404)
    expect(await (await other('GET', '/api/orders')).json()).toEqual({ items: [], total: 0 })
  })

  test('does not hand over the cart of a user to who knows the id', async () => {
    const visit = visitor(shop.httpUrl)
    await logInByForm(visit, grace)
    await visit('POST', '/api/cart/items', { json: { productId: 2 } })
    const headers = { cookie: `shop_cart=${grace.id}` }
    const seen = await visitor(shop.httpUrl)('GET', '/api/cart', { headers })
    expect(await seen.json()).toMatchObject({ count: 0 })
  })

  test('takes a token instead of a cookie', async () => {
    const visit = visitor(shop.httpUrl)
    const login = await visit('POST', '/api/session', { json: ada })
    const { token } = (await login.json()) as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    const me = await visit('GET', '/api/me', { headers })
    expect(await me.json()).toMatchObject({ id: 'u1', name: 'Ada Lovelace' })
    expect((await visit('DELETE', '/api/session', { headers })).status).toBe(204)
    expect((await visit('GET', '/api/me', { headers })).status).toBe(401)
  })

  test('serves every asset that the page names, and 304 for those already known', async () => {
    const visit = visitor(shop.httpUrl)
    const page = await (await visit('GET', '/live')).text()
    const named = [...page.matchAll(/(?:src|href)="(\/(?:assets\/|favicon)[^"]+)"/g)]
    const paths = [...named.map((match) => match[1] ?? ''), '/assets/images/1.png', '/sw.js']
    expect(paths).toHaveLength(7)
    for (const path of paths) {
      const first = await visit('GET', path)
      expect([path, first.status]).toEqual([path, 200])
      const etag = first.headers.get('etag') ?? ''
      const second = await visit('GET', path, { headers: { 'if-none-match': etag } })
      expect([path, second.status, await second.text()]).toEqual([path, 304, ''])
    }
    const image = await (await visit('GET', '/assets/images/1.png')).arrayBuffer()
    expect(Buffer.from(image).subarray(1, 4).toString()).toBe('PNG')
  })

  test('compresses text', async () => {
    for (const encoding of ['br', 'gzip']) {
      const headers = { 'accept-encoding': encoding }
      const answer = await visitor(shop.httpUrl)('GET', '/api/products', { headers })
      expect(answer.headers.get('content-encoding')).toBe(encoding)
      expect(await answer.json()).toMatchObject({ page: 1 })
    }
  })

  test('finds products', async () => {
    const answer = await visitor(shop.httpUrl)('GET', '/api/products?q=TEAPOT&page=1')
    const { items } = (await answer.json()) as { items: Array<{ id: number }> }
    expect(items.map(({ id }) => id)).toEqual([5, 6])
    const some = await visitor(shop.httpUrl)('GET', '/api/products?ids=2,3')
    expect(await some.json()).toMatchObject({ total: 2, items: [{ id: 2 }, { id: 3 }] })
  })

  test('lets other origins use the API', async () => {
    const visit = visitor(shop.httpUrl)
    const headers = {
      origin: 'https://other.test',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const preflight = await visit('OPTIONS', '/api/cart/items', { headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://other.test')
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')
    const answer = await visit('GET', '/api/products', { headers: { origin: shop.httpUrl } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('takes uploads as bytes and as a form', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256))
    const form = new FormData()
    form.set('note', 'a picture')
    form.set('file', new Blob([bytes], { type: 'image/png' }), 'ring.png')
    const expected = {
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }
    const url = `${shop.httpUrl}/api/uploads`
    const raw = await fetch(url, { method: 'POST', body: bytes })
    expect(await raw.json()).toMatchObject({ ...expected, id: 1, name: null })
    const multipart = await fetch(url, { method: 'POST', body: form })
    expect(multipart.status).toBe(201)
    expect(await multipart.json()).toMatchObject({ ...expected, id: 2, name: 'ring.png' })
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const broken = await fetch(url, { method: 'POST', headers, body: 'no parts' })
    expect(broken.status).toBe(400)
  })

  test('is slow, large, redirected and of any status on demand', async () => {
    const visit = visitor(shop.httpUrl)
    expect(await (await visit('GET', '/api/slow?ms=5')).json()).toEqual({ waited: 5 })
    const large = await visit('GET', '/api/large?kb=100')
    expect(large.headers.get('transfer-encoding')).toBe('chunked')
    expect((await large.arrayBuffer()).byteLength).toBe(102_400)
    const redirect = await visit('GET', '/api/redirect')
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/api/products'])
    for (const status of [204, 304, 418, 503]) {
      expect((await visit('GET', `/api/status/${status}`)).status).toBe(status)
    }
    expect((await visit('GET', '/api/status/900')).status).toBe(400)
    expect((await visit('GET', '/nowhere')).status).toBe(404)
  })

  test('sends prices until the count is reached', async () => {
    const url = `${shop.httpUrl}/events/prices?count=3&interval=1`
    const stream = await fetch(url)
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const text = await stream.text()
    expect(text).toMatch(/^: prices/)
    expect(text.match(/^id: \d+\nevent: price\ndata: \{"productId":\d+,.*\}$/gm)).toHaveLength(3)
    const resumed = await fetch(url, { headers: { 'last-event-id': '2' } })
    expect((await resumed.text()).match(/^id: .*$/gm)).toEqual(['id: 3'])
    expect((await fetch(url, { headers: { 'last-event-id': '3' } })).status).toBe(204)
  })

  test('keeps the data of two shops apart', async () => {
    await using other = await startShop({ release })
    const visit = visitor(other.httpUrl)
    await logInByForm(visit, ada)
    await visit('POST', '/api/cart/items', { json: { productId: 1 } })
    expect(await (await visit('POST', '/api/orders')).json()).toMatchObject({ id: '1001' })
    const here = visitor(shop.httpUrl)
    await logInByForm(here, ada)
    expect(await (await here('GET', '/api/cart')).json()).toMatchObject({ count: 0 })
  })
})
