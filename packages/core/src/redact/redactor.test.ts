import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../entry/entry.ts'
import type { HeaderList } from '../entry/headers.ts'
import { createRedactor } from './redactor.ts'
import { unknownTimings } from '../entry/unknown-timings.ts'

const key = new Uint8Array(32).fill(7)
const redact = createRedactor({ key })

interface Parts {
  readonly url?: string
  readonly headers?: HeaderList
  readonly trailers?: HeaderList
  readonly informationalHeaders?: HeaderList
  readonly responseHeaders?: HeaderList
  readonly responseTrailers?: HeaderList
  readonly failure?: string
}

function entryOf(parts: Parts): Entry {
  return {
    id: '1',
    startedAt: '2026-03-01T12:00:00.000000Z',
    request: {
      method: 'GET',
      url: parts.url ?? 'https://shop.test/',
      httpVersion: 'HTTP/1.1',
      headers: parts.headers ?? [],
      ...(parts.trailers && { trailers: parts.trailers }),
    },
    ...(parts.informationalHeaders && {
      informational: [
        {
          status: 103,
          statusText: 'Early Hints',
          headers: parts.informationalHeaders,
          at: '2026-03-01T12:00:00.000100Z',
        },
      ],
    }),
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      headers: parts.responseHeaders ?? [],
      ...(parts.responseTrailers && { trailers: parts.responseTrailers }),
    },
    timings: unknownTimings,
    ...(parts.failure !== undefined && { failure: { kind: 'other', message: parts.failure } }),
    attribution: 'port',
    annotations: [],
  }
}

describe('a redactor', () => {
  it('replaces one secret by one placeholder wherever it stands', () => {
    const secret = 'a/b+c='
    const encoded = encodeURIComponent(secret)
    const redacted = redact(
      entryOf({
        url: `https://${encoded}@shop.test/?token=${encoded}&next=${encodeURIComponent(`/?code=${encoded}`)}`,
        headers: [
          ['Authorization', `Bearer ${secret}`],
          ['Cookie', `sid=${secret}; other="${encoded}"`],
          ['Referer', `https://shop.test/#token=${secret}`],
          ['Sec-WebSocket-Protocol', `bearer.${encoded}`],
        ],
        trailers: [['X-Api-Key', secret]],
        informationalHeaders: [['Link', `</style.css?token=${encoded}>; rel=preload`]],
        responseHeaders: [
          ['Set-Cookie', `sid=${encoded}; Path=/`],
          ['Location', `/cb?code=${encoded}`],
        ],
        responseTrailers: [['X-Csrf-Token', secret]],
        failure: `Could not reach https://shop.test/?token=${encoded} in time`,
      }),
    )
    const found = JSON.stringify(redacted).match(/redacted-[0-9a-f]{12}/g)
    expect(found).toHaveLength(14)
    expect(new Set(found).size).toBe(1)
    expect(redacted.failure?.message).toMatch(/^Could not reach https:\/\/.* in time$/)
  })

  it('gives back what it did not change', () => {
    const plain = entryOf({ headers: [['Accept', '*/*']] })
    expect(redact(plain)).toBe(plain)
    const half = entryOf({
      headers: [['Cookie', 'a=1']],
      informationalHeaders: [['Link', '</style.css>; rel=preload']],
      responseHeaders: [['Content-Type', 'text/html']],
    })
    const redacted = redact(half)
    expect(redacted).not.toBe(half)
    expect(redacted.response).toBe(half.response)
    expect(redacted.informational).toBe(half.informational)
    expect(redacted.timings).toBe(half.timings)
    expect(half.request.headers).toEqual([['Cookie', 'a=1']])
  })

  it('takes an entry without response', () => {
    const { response: _, ...pending } = entryOf({ headers: [['Cookie', 'a=1']] })
    expect(redact(pending)).not.toHaveProperty('response')
  })

  it('does nothing when it is off', () => {
    const entry = entryOf({ headers: [['Cookie', 'a=1']] })
    expect(createRedactor({ key: new Uint8Array(), rules: 'off' })(entry)).toBe(entry)
  })

  it('refuses a key that can be guessed', () => {
    expect(() => createRedactor({ key: new Uint8Array(15) })).toThrow('needs at least 16')
  })
})

describe('any entry', () => {
  const names = fc.constantFrom(
    ...'Authorization Cookie Set-Cookie X-Api-Key Location Link Refresh Accept'.split(' '),
    ...'Sec-WebSocket-Protocol authentication-info X-Token é'.split(' '),
    '',
  )
  const syntax = fc.constantFrom(
    ...'? & = ; / // :// : @ # , . " < > \\ + [ ] % é'.split(' '),
    ...'%3D %26 %3F %40 %2F %25 %3B %E9 %22 %5C'.split(' '),
    ...'a token code bearer Basic Path=/ https://h k8s.io. eyJabcdefgh'.split(' '),
    ...'redacted-0123456789ab d9428888122b4b3ea2c4f1'.split(' '),
    ' ',
    '\t',
    '\n',
    '\ud800',
    'Bearer ',
  )
  const odd = fc.oneof(
    { weight: 4, arbitrary: fc.array(syntax, { maxLength: 14 }).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  )
  const oddHeaders = fc.array(fc.tuple(names, odd), { maxLength: 5 })
  const oddEntry = fc
    .record({
      url: odd,
      headers: oddHeaders,
      trailers: oddHeaders,
      informationalHeaders: oddHeaders,
      responseHeaders: oddHeaders,
      responseTrailers: oddHeaders,
      failure: odd,
    })
    .map(entryOf)

  it('is redacted without an error, and once for all', () => {
    for (const rules of ['default', 'strict'] as const) {
      const redactWith = createRedactor({ key, rules })
      fc.assert(
        fc.property(oddEntry, (entry) => {
          const once = redactWith(entry)
          expect(redactWith(once)).toBe(once)
        }),
        { numRuns: 1500 },
      )
    }
  })

  it('keeps the names, the order and the number of its header fields', () => {
    fc.assert(
      fc.property(oddEntry, (entry) => {
        const redacted = redact(entry)
        const namesOf = (list: HeaderList | undefined): string[] | undefined =>
          list?.map(([name]) => name)
        expect(namesOf(redacted.request.headers)).toEqual(namesOf(entry.request.headers))
        expect(namesOf(redacted.request.trailers)).toEqual(namesOf(entry.request.trailers))
        expect(namesOf(redacted.response?.headers)).toEqual(namesOf(entry.response?.headers))
        expect(namesOf(redacted.response?.trailers)).toEqual(namesOf(entry.response?.trailers))
      }),
    )
  })
})

describe('a secret', () => {
  /** Two recognisable ends around anything: none of it may survive. */
  const secretOf = (without: RegExp): fc.Arbitrary<string> =>
    fc
      .string({ unit: 'grapheme-ascii', maxLength: 12 })
      .map((middle) => `QzHeadQz7${middle.replace(without, '')}QzTailQz8`)

  const places: ReadonlyArray<readonly [string, RegExp, (secret: string) => Parts]> = [
    [
      'an encoded parameter',
      /\n/g,
      (s) => ({ url: `wss://h/?a=1&token=${encodeURIComponent(s)}` }),
    ],
    ['a raw parameter', /[&#]/g, (s) => ({ url: `https://h/?token=${s}&a=1` })],
    [
      'a URL in a parameter',
      /\n/g,
      (s) => ({ url: `/?u=${encodeURIComponent(`https://h/?code=${encodeURIComponent(s)}&b=2`)}` }),
    ],
    ['a fragment', /&/g, (s) => ({ responseHeaders: [['Location', `/a#access_token=${s}`]] })],
    ['the password of a URL', /[/?#\\]/g, (s) => ({ url: `https://u:${s}@h/` })],
    ['the referrer', /[&#<>]/g, (s) => ({ headers: [['REFERER', `https://h/?sig=${s}`]] })],
    [
      'an early hint',
      /[&#<>]/g,
      (s) => ({ informationalHeaders: [['Link', `</?key=${s}>; rel=preload`]] }),
    ],
    ['a link', /[&#<>]/g, (s) => ({ responseHeaders: [['Link', `</?key=${s}>; rel=next`]] })],
    ['a cookie', /;/g, (s) => ({ headers: [['Cookie', `a=b; c=${s}; d`]] })],
    ['a quoted cookie', /[;"]/g, (s) => ({ headers: [['cookie', `c="${s}"`]] })],
    [
      'a cookie that is set',
      /;/g,
      (s) => ({ responseHeaders: [['Set-Cookie', `c=${s}; Secure`]] }),
    ],
    [
      'a set cookie in quotes',
      /"/g,
      (s) => ({ responseHeaders: [['Set-Cookie', `c="${s}"; Secure`]] }),
    ],
    ['a credential', / /g, (s) => ({ headers: [['Authorization', `Bearer ${s}`]] })],
    ['a credential without scheme', /\s/g, (s) => ({ headers: [['authorization', s]] })],
    ['proxy credentials', /\n/g, (s) => ({ headers: [['Proxy-Authorization', `Basic ${s}`]] })],
    ['a secret field', /\n/g, (s) => ({ responseHeaders: [['X-Vault-Token', s]] })],
    [
      'a trailer',
      /\n/g,
      (s) => ({ trailers: [['x-amz-signature-v5', s]], responseTrailers: [['Api-Key', s]] }),
    ],
    ['a subprotocol', /,/g, (s) => ({ headers: [['Sec-WebSocket-Protocol', `a, bearer.${s}`]] })],
  ]

  it.each(places)('in %s does not come out', (_, without, put) => {
    fc.assert(
      fc.property(secretOf(without), (secret) => {
        const text = JSON.stringify(redact(entryOf(put(secret))))
        expect(text).not.toMatch(/QzHead|Qz7|QzTail|Qz8/)
        expect(text).toMatch(/redacted-[0-9a-f]{12}/)
      }),
    )
  })

  it('has the same placeholder in all of them', () => {
    fc.assert(
      // What is left may stand in each of these places as it is.
      fc.property(secretOf(/[^\w!$'()*+~|^`{}.:%-]/g), (secret) => {
        const field = redact(entryOf({ headers: [['X-Api-Key', secret]] })).request.headers[0]?.[1]
        expect(field).toMatch(/^redacted-[0-9a-f]{12}$/)
        for (const [, , put] of places) {
          expect(JSON.stringify(redact(entryOf(put(secret))))).toContain(field)
        }
      }),
    )
  })
})
