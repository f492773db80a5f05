/** How a run of the shop went; what is left out is as always. */
export interface ShopRun {
  /** Title of the HAR's page, which is the name of the session. */
  readonly name?: string
  readonly host?: string
  /** What the order is answered with. */
  readonly status?: number
  /** Of the response to the order, beside its id. */
  readonly order?: Readonly<Record<string, unknown>>
}

/** A HAR, as another tool writes it, of somebody who looks at products and orders one. */
export function shopHar({
  host = 'shop.test',
  name = 'Checkout',
  order = { total: 17.5, currency: 'EUR' },
  status = 201,
}: ShopRun = {}): string {
  const product = (id: number): object => ({ id, name: `Tea ${id}`, price: id * 2.5, stock: true })
  const exchanges = [
    ['GET', '/products', 200, { items: [product(1), product(2), product(3)], total: 3 }],
    ['GET', '/products/2', 200, product(2)],
    ['POST', '/orders', status, status < 400 ? { id: 41, ...order } : { error: 'no' }],
    ['GET', '/orders/41', 200, { id: 41, ...order }],
    ['GET', '/me', 200, { name: 'Ada', mail: 'ada@example.test' }],
  ] as const
  const entries = exchanges.map(([method, path, code, json], index) => ({
    pageref: 'page',
    startedDateTime: new Date(Date.UTC(2026, 0, 1, 12, 0, index)).toISOString(),
    time: 12,
    timings: { send: 1, wait: 10, receive: 1 },
    cache: {},
    request: {
      method,
      url: `https://${host}/api${path}`,
      httpVersion: 'HTTP/1.1',
      headers: [{ name: 'Authorization', value: 'Bearer eyJhbGciOi.secret.ofAda' }],
      queryString: [],
      cookies: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: code,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      cookies: [],
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
      content: { size: 0, mimeType: 'application/json', text: JSON.stringify(json) },
    },
  }))
  const startedDateTime = entries[0]!.startedDateTime
  const pages = [{ startedDateTime, id: 'page', title: name, pageTimings: {} }]
  const creator = { name: 'another tool', version: '1' }
  return JSON.stringify({ log: { version: '1.2', creator, pages, entries } })
}
