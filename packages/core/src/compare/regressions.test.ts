import { expect, test } from 'vitest'
import {
  compareCalls,
  context,
  file,
  foundIn,
  json,
  withHeaders,
} from './golden/golden-case.contract.ts'
import { type Call, sourceOf } from './golden/compared-source.contract.ts'
import { compareSources } from './compare-sources.ts'
import { learnProfile } from './learn-profile.ts'

const T = 'kJ8s9Dk2Lq0PzX7vB1nM'
const three = (b: Call[], a: Call[], o = {}) => compareCalls(b, a, o, [b, b])
const words = 'All the words. '.repeat(300)

test('the end of a long line', async () => {
  expect(
    foundIn(await three([file('text/plain', `${words}one`)], [file('text/plain', `${words}two`)])),
  ).toEqual(['warning response.text.changed response.body[]'])
})
test('the end of a long attribute', async () => {
  const p = (end: string) => [file('text/html', `<p title="${words}${end}">x</p>`)]
  expect(foundIn(await three(p('one'), p('two')))).toHaveLength(1)
})
test('a baseline with another status', async () => {
  const c = await compareCalls([json({ a: 1, b: 2 })], [json({ a: 1 })], {}, [
    [json({ m: 1 }, { status: 503 })],
    [json({ a: 1, b: 2 })],
  ])
  expect(foundIn(c)).toEqual(['breaking response.field.removed response.body.b'])
})
for (const [name, b, a] of [
  ['id to text', (n: number) => ({ id: 1000 + n }), (n: number) => ({ id: `${1000 + n}` })],
  ['id nulled', (n: number) => ({ id: 1000 + n }), () => ({ id: null })],
  ['id removed', (n: number) => ({ id: 1000 + n, a: 1 }), () => ({ a: 1 })],
  [
    'epoch unit',
    (n: number) => ({ at: 1_790_000_000_000 + n * 1000 }),
    (n: number) => ({ at: 1_790_000_000 + n }),
  ],
  ['counter added', () => ({ a: 1 }), (n: number) => ({ a: 1, visits: 70 + n })],
  ['name removed', (n: number) => ({ name: ['Ann', 'Bert'][n], a: 1 }), () => ({ a: 1 })],
  ['size', () => ({ t: words }), (n: number) => ({ t: words.repeat(3 + n) })],
] as const)
  test(`the fingerprint of ${name} stays`, async () => {
    const [one, other] = await Promise.all(
      [0, 1].map(async (n) =>
        (await compareCalls([json(b(n))], [json(a(n))])).findings.map(
          (f) => `${f.rule} ${f.fingerprint}`,
        ),
      ),
    )
    expect(one).toEqual(other)
  })
test('the fingerprint of latency stays', async () => {
  const s = (path: string, w: number, j: number) =>
    Array.from({ length: 12 }, (_, i) => ({
      at: `GET ${path}?i=${i}`,
      response: { i },
      wait: w + ((i * 7 + j) % 5),
    }))
  const all = (w: number, j: number) => [
    ...s('/slow', w, j),
    ...s('/one', 50, j),
    ...s('/two', 60, j),
    ...s('/four', 60, j),
  ]
  const [one, other] = await Promise.all(
    [0, 1].map(async (n) =>
      (await compareCalls(all(100 + n, n), all(250 + 3 * n, n + 1))).findings.map(
        (f) => `${f.rule} ${f.fingerprint}`,
      ),
    ),
  )
  expect(one).toEqual(other)
})
test('profile, place that is empty before', async () => {
  const ids = (...x: string[]) => [json({ items: x.map((id) => ({ id, n: 1 })) })]
  const s = (c: Call[], run: number) => sourceOf([...context, ...c], { run, name: `${run}` })
  const { profile } = await learnProfile([
    [s(ids('3fa9c1', '8bd2e4', '91cc0a'), 1), s(ids('4fa9c2', '7bd2e5', 'a1cc0b'), 2)],
  ])
  expect(
    foundIn(await compareSources(s(ids(), 0), s(ids('5fa9c3', '6bd2e6'), 9), { profile })).filter(
      (x) => !x.startsWith('info'),
    ),
  ).toEqual([])
})
test('a request body is gone', async () => {
  const post = (body?: object): Call[] => [
    {
      at: 'POST /api/x',
      headers: [['Content-Type', 'application/json']],
      ...(body && { body }),
      response: { ok: 1 },
    },
  ]
  expect(foundIn(await three(post({ a: 1, b: 2 }), post())).length).toBeGreaterThan(0)
})
test('all messages are gone', async () => {
  const live = (...m: object[]): Call[] => [
    {
      at: 'GET wss://shop.test/live',
      status: 101,
      ...(m.length && { messages: m.map((d) => ['received', d] as const) }),
    },
  ]
  expect(foundIn(await three(live({ type: 'price', v: 1 }), live()))).toContain(
    'warning messages.missing messages["received price"]',
  )
})
test('a cookie loses its prefix', async () => {
  expect(
    foundIn(
      await three(
        [withHeaders(['Set-Cookie', '__Host-sid=abc; Secure; Path=/'])],
        [withHeaders(['Set-Cookie', 'sid=abc; Secure; Path=/'])],
      ),
    ).some((x) => x.startsWith('breaking')),
  ).toBe(true)
})
test('a header is renamed', async () => {
  expect(
    foundIn(await three([withHeaders(['X-Plan', 'gold'])], [withHeaders(['X-Tier', 'gold'])])),
  ).toEqual([
    'info response.header.added response.headers.x-tier',
    'warning response.header.removed response.headers.x-plan',
  ])
})
test('the cookie of the login has another name', async () => {
  expect(
    foundIn(
      await three(
        [json({ a: 1 }, { headers: [['Cookie', `sid=${T}`]] })],
        [json({ a: 1 }, { headers: [['Cookie', `other=${T}`]] })],
      ),
    ),
  ).toContain('breaking request.auth.dropped request.cookies.sid')
})
test('a SOAP fault', async () => {
  const soap = (b: string): Call[] => [
    {
      at: 'POST /soap',
      headers: [['Content-Type', 'text/xml']],
      body: '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><GetOrder/></e:Body></e:Envelope>',
      responseHeaders: [['Content-Type', 'text/xml']],
      response: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${b}</e:Body></e:Envelope>`,
    },
  ]
  expect(
    foundIn(
      await three(
        soap('<GetOrderResponse><total>5</total></GetOrderResponse>'),
        soap('<e:Fault><faultcode>e:Server</faultcode></e:Fault>'),
      ),
    ).some((x) => x.startsWith('breaking response.error')),
  ).toBe(true)
})
test('gRPC status in trailers', async () => {
  const grpc = (status: string) => {
    const s = sourceOf([
      ...context,
      {
        at: 'POST /shop.Orders/Get',
        headers: [['Content-Type', 'application/grpc']],
        body: Uint8Array.from([0, 0, 0, 0, 0]),
        responseHeaders: [['Content-Type', 'application/grpc']],
        response: Uint8Array.from([0, 0, 0, 0, 2, 8, 1]),
      },
    ])
    const e = s.entries[4]!
    return {
      ...s,
      entries: [
        ...s.entries.slice(0, 4),
        { ...e, response: { ...e.response!, trailers: [['grpc-status', status]] as const } },
      ],
    }
  }
  expect(
    foundIn(await compareSources(grpc('0'), grpc('13'))).some((x) =>
      x.startsWith('breaking response.error'),
    ),
  ).toBe(true)
})
test('errors: [] gets an item', async () => {
  expect(
    foundIn(
      await three([json({ errors: [], data: 1 })], [json({ errors: [{ m: 'no' }], data: 1 })]),
    ).some((x) => x.startsWith('breaking response.error')),
  ).toBe(true)
})
test('an id that was constant three times', async () => {
  const c = await three(
    [json({ clientId: '3f1c2a40-6f0b-4bbf-9f9e-0d6f6a2f4a11' })],
    [json({ clientId: '4f1c2a40-6f0b-4bbf-9f9e-0d6f6a2f4a11' })],
  )
  expect(foundIn(c)).toEqual(['info response.ids.renewed'])
})
test('bodies cut off with other hashes', async () => {
  const c = await three(
    [json({ a: 1, b: 'xxxxxxxx' }, { kept: 4 })],
    [json({ a: 2, b: 'yyyyyyyy' }, { kept: 4 })],
  )
  expect(c.findings.length + c.noise.length).toBeGreaterThan(0)
})
test('request body lost on one side', async () => {
  const post = (n: number, lost: boolean): Call[] => [
    { at: 'POST /api/x', body: { a: 1, b: n }, lost, response: { ok: 1 } },
  ]
  expect(
    foundIn(await compareCalls(post(2, false), post(3, true))).filter((x) => x.includes('field')),
  ).toEqual([])
})
test('302 to 200', async () => {
  expect(
    foundIn(
      await three(
        [json(undefined, { status: 302, responseHeaders: [['Location', '/account']] })],
        [json({ a: 1 })],
      ),
    ),
  ).not.toEqual(['info response.status.better response.status'])
})
test('a list of 6,000 is emptied', async () => {
  expect(
    foundIn(
      await three(
        [json({ t: Array.from({ length: 6000 }, (_, id) => ({ id })) })],
        [json({ t: [] })],
      ),
    ),
  ).toEqual(['warning response.array.emptied response.body.t'])
})
test('two cookies of one name', async () => {
  expect(
    foundIn(
      await three(
        [withHeaders(['Set-Cookie', 'a=one; Path=/'], ['Set-Cookie', 'a=two; Path=/x'])],
        [withHeaders(['Set-Cookie', 'a=other; Path=/'], ['Set-Cookie', 'a=two; Path=/x'])],
      ),
    ),
  ).toHaveLength(1)
})
test('preflights are kept for a shorter time', async () => {
  expect(
    foundIn(
      await three(
        [withHeaders(['Access-Control-Max-Age', '600'])],
        [withHeaders(['Access-Control-Max-Age', '60'])],
      ),
    ).filter((x) => x.startsWith('breaking')),
  ).toEqual([])
})
test('TLS is demanded for longer', async () => {
  expect(
    foundIn(
      await three(
        [withHeaders(['Strict-Transport-Security', 'max-age=60'])],
        [withHeaders(['Strict-Transport-Security', 'max-age=31536000'])],
      ),
    ).filter((x) => !x.startsWith('info')),
  ).toEqual([])
})
test('content type once', async () => {
  expect(
    foundIn(await three([file('application/json', '{"a":1}')], [file('text/html', '<p>x')])),
  ).toHaveLength(1)
})
test('an event of a stream is gone', async () => {
  const s = (t: string): Call[] => [file('text/event-stream', t)]
  expect(
    foundIn(
      await three(
        s('event: tick\ndata: {"n":1}\n\nevent: end\ndata: {"ok":true}\n\n'),
        s('event: tick\ndata: {"n":1}\n\n'),
      ),
    ).some((x) => x.includes('messages.missing')),
  ).toBe(true)
})
test('more differences than the differ tells: something says so', async () => {
  const big = (n: number) => json({ a: Array.from({ length: 6000 }, (_, i) => i * n), z: n })
  const c = await compareCalls([big(2)], [big(3)])
  expect(foundIn(c).some((x) => x.endsWith('.z')) || c.remarks.length > 0).toBe(true)
})
