import { isUtf8 } from 'node:buffer'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodyText, decodeBody } from '../entry/body.ts'
import type { Annotation, Entry } from '../entry/entry.ts'
import { mediaType } from '../entry/headers.ts'
import { compileQuery, findTexts, printQuery, type Query } from '../entry/query/index.ts'
import { isHartifactError } from '../errors.ts'
import { openWriter, SessionIndex, type SegmentWriter, type Storage } from '../store/index.ts'
import { collect, sampleEntry, sampleSession } from '../store/samples.contract.ts'
import { unknownTimings } from '../entry/unknown-timings.ts'
import { entriesMatching, type SearchHit, type SearchProgress, searchSessions } from './search.ts'

interface Sent {
  readonly id: string
  readonly url: string
  readonly method?: string
  readonly header?: string
  readonly body?: string
  /** Undefined for an exchange that was never answered. */
  readonly answer?: { status: number; body: string; kind: keyof typeof kinds; total?: number }
  readonly message?: string
  readonly note?: Omit<Annotation, 'id' | 'at'>
  readonly segment?: 1 | 2
}

/** How a body is on the wire. */
const kinds = {
  json: { type: 'application/json', write: (text: string) => Buffer.from(text) },
  html: { type: 'text/html; charset="utf-8"', write: (text: string) => Buffer.from(text) },
  latin: {
    type: 'text/plain; charset=iso-8859-1',
    write: (text: string) => Buffer.from(text, 'latin1'),
  },
  wide: { type: 'text/plain', write: (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le') },
  gzip: { type: 'text/plain', coding: 'gzip', write: (text: string) => gzipSync(text) },
  br: { type: 'text/plain', coding: 'br', write: (text: string) => brotliCompressSync(text) },
  bytes: { type: 'image/png', write: (text: string) => Buffer.from(text) },
  torn: { type: 'text/plain', write: (text: string) => Buffer.from(`\u00ff${text}`, 'latin1') },
  broken: { type: 'image/png', write: (text: string) => Buffer.from(`\u00ff${text}`, 'latin1') },
} as const

async function send(writer: SegmentWriter, sent: Sent): Promise<void> {
  const ref = (bytes: Buffer) => {
    const body = writer.body()
    void body.write(bytes)
    return body.end()
  }
  const { answer, body, header = 'x', id, message, method = 'GET', note, url } = sent
  const { request } = sampleEntry(id)
  const headers = [...request.headers, ['X-Any', header]] as const
  const entry = sampleEntry(id, { request: { ...request, method, url, headers } })
  void writer.append({ t: 'req', entry })
  if (message !== undefined) {
    const data = { direction: 'sent', at: '', kind: 'text', data: message, size: 1 } as const
    void writer.append({ t: 'msg', id, message: data })
  }
  if (answer) {
    const kind = kinds[answer.kind]
    const fields = [['Content-Type', kind.type] as const]
    if ('coding' in kind) fields.push(['Content-Encoding', kind.coding] as never)
    void writer.append({
      t: 'res',
      id,
      patch: {
        ...(body !== undefined && { request: { body: ref(Buffer.from(body)) } }),
        response: {
          status: answer.status,
          statusText: '',
          httpVersion: 'HTTP/1.1',
          headers: fields,
          body: ref(kind.write(answer.body)),
        },
        timings: { ...unknownTimings, total: answer.total ?? null },
      },
    })
  }
  if (note)
    void writer.append({ t: 'note', annotation: { id: `n-${id}`, at: '', ...note }, entry: id })
  await writer.flush()
}

async function sessionOf(sent: readonly Sent[]): Promise<{ storage: Storage; id: string }> {
  const { id, storage } = await sampleSession()
  for (const segment of [1, 2]) {
    const writer = await openWriter(storage, id, 'capture')
    for (const one of sent) if ((one.segment ?? 1) === segment) await send(writer, one)
    await writer.close()
  }
  return { storage, id }
}

async function search(storage: Storage, id: string, query: Query | string): Promise<SearchHit[]> {
  return await collect(searchSessions({ storage, sessions: [{ id, name: 'one' }], query }))
}

/** What a search must find, by decoding all there is. */
async function expected(storage: Storage, id: string, query: Query | string): Promise<unknown[]> {
  const index = new SessionIndex(storage, id)
  await index.refresh()
  const compiled = compileQuery(query, { steps: index.steps })
  const hits: unknown[] = []
  for (const [position, entry] of (await collect(index.entries())).entries()) {
    const text = async (message: Entry['request'] | Entry['response']) => {
      if (!message?.body) return ''
      const { bytes } = await decodeBody(await index.body(message.body), message.headers)
      const isBroken = mediaType(message.headers) === 'image/png' && !isUtf8(bytes)
      return isBroken ? '' : bodyText(bytes, message.headers)
    }
    const bodies = { request: await text(entry.request), response: await text(entry.response) }
    const places = compiled.test(entry) ? findTexts(compiled, entry, bodies) : undefined
    if (places) hits.push({ session: { id, name: 'one' }, entry, position, places })
  }
  return hits
}

const big = 'needle in much hay. '.repeat(200)
const shop: Sent[] = [
  {
    id: 'a',
    url: 'https://shop.test/login',
    method: 'POST',
    body: 'user=łódź',
    answer: { status: 200, body: '{"ok":"Straße"}', kind: 'json', total: 12 },
  },
  {
    id: 'b',
    url: 'https://api.shop.test/items?q=1',
    answer: { status: 503, body: 'A race condition', kind: 'gzip', total: 1500 },
  },
  {
    id: 'c',
    url: 'https://api.shop.test/items',
    answer: { status: 200, body: big, kind: 'html' },
    note: { note: 'a race\ncondition', tags: ['bug'], color: 'red', author: 'Ann' },
  },
  {
    id: 'd',
    url: 'wss://shop.test/live',
    message: 'Привет, "race condition"',
    answer: { status: 101, body: '', kind: 'bytes' },
  },
  {
    id: 'e',
    url: 'https://other.test/',
    segment: 2,
    answer: { status: 404, body: 'ÉLAN', kind: 'latin' },
  },
  {
    id: 'f',
    url: 'https://other.test/wide',
    segment: 2,
    answer: { status: 200, body: 'Race Condition', kind: 'wide' },
  },
  { id: 'g', url: 'https://other.test/never', segment: 2, header: 'back\\slash "quoted" \u0007' },
  {
    id: 'h',
    url: 'https://other.test/image',
    header: 'İstanbul',
    segment: 2,
    answer: { status: 200, body: 'race condition', kind: 'broken' },
  },
  {
    id: 'i',
    url: 'https://other.test/torn',
    segment: 2,
    answer: { status: 204, body: 'torn', kind: 'torn' },
  },
]

describe('a search', () => {
  it.each<[query: string, ids: string]>([
    ['', 'abcdefghi'],
    ['status:5xx', 'b'],
    ['host:api.*', 'bc'],
    ['host:api.* status:2xx', 'c'],
    ['url:/items', 'bc'],
    ['method:post', 'a'],
    ['tag:BUG', 'c'],
    ['color:red author:ann', 'c'],
    ['time:>1s', 'b'],
    ['size:>3kb', 'c'],
    ['type:json', 'a'],
    ['failed:yes', 'g'],
    ['-failed:yes status:404', 'e'],
    ['has:note', 'c'],
    ['has:messages', 'd'],
    ['id:e,g', 'eg'],
    ['header:x-any=*quoted*', 'g'],
    ['"race condition"', 'bdf'],
    ['in:body "race condition"', 'bf'],
    ['in:message RACE', 'd'],
    ['"a race"', 'bc'],
    ['-in:body race', 'cd'],
    ['"RACE CONDITION" -in:message', 'bf'],
    ['race -tag:bug -status:101', 'bf'],
    ['race -condition', ''],
    ['status:200 -race', 'ah'],
    ['STRASSE', ''],
    ['STRAẞE', 'a'],
    ['ŁÓDŹ', 'a'],
    ['привет', 'd'],
    ['élan', 'e'],
    ['NEEDLE', 'c'],
    ['"recording ended"', 'g'],
    ['"back\\\\slash"', 'g'],
    ['"\\"quoted\\" \u0007"', 'g'],
    ['"x-any: back"', 'g'],
    ['nowhere', ''],
    ['in:request.headers "any:"', 'abcdefghi'],
    [String.raw`" back\\"`, 'g'],
    ['istanbul', 'h'],
    ['size:28', 'a'],
    ['"\uFFFDtorn"', 'i'],
    ['\uD83D', 'abcdefghi'],
  ])('for %s finds %s', async (query, ids) => {
    const { id, storage } = await sessionOf(shop)
    const hits = await search(storage, id, query)
    expect(hits.map(({ entry }) => entry.id).join('')).toBe(ids)
    expect(hits).toEqual(await expected(storage, id, query))
    const index = new SessionIndex(storage, id)
    await index.refresh()
    expect(await collect(entriesMatching(index, query))).toEqual(hits.map(({ entry }) => entry))
  })

  it('says where things are', async () => {
    const { id, storage } = await sessionOf(shop)
    const [, hit] = await search(storage, id, 'race')
    expect(hit).toMatchObject({
      session: { id, name: 'one' },
      entry: { id: 'c' },
      position: 2,
      places: [
        { where: 'annotation', name: 'n-c', excerpt: 'a race condition', start: 2, length: 4 },
      ],
    })
  })

  it('knows steps by their titles, and what was cleared', async () => {
    const { id, storage } = await sampleSession()
    const writer = await openWriter(storage, id, 'capture')
    await send(writer, { id: 'a', url: 'https://shop.test/' })
    await writer.append({ t: 'clear', id: 'c1', at: '', upTo: {} })
    const step = { id: 's1', title: 'Pay by card', startedAt: '' }
    await writer.append({ t: 'step', step })
    await send(writer, { id: 'b', url: 'https://shop.test/' })
    await writer.append({ t: 'req', entry: sampleEntry('c', { step: 's1' }) })
    const found = async (query: string) =>
      (await search(storage, id, query)).map(({ entry, position }) => [entry.id, position])
    expect(await found('step:"pay by card"')).toEqual([['c', 1]])
    expect(await found('step:s1')).toEqual([['c', 1]])
    expect(await found('host:shop.test')).toEqual([['b', 0]])
    // It is being recorded: what has no answer may still get one.
    expect(await found('failed:yes')).toEqual([])
    await writer.close()
    expect(await found('failed:yes')).toEqual([
      ['b', 0],
      ['c', 1],
    ])
  })

  it('reads a session that is too large to be looked at in one go', async () => {
    const filler = 'x'.repeat(100_000)
    const { id, storage } = await sessionOf(
      Array.from({ length: 60 }, (_, number) => ({
        id: `e${number}`,
        url: `https://n${number % 7}.test/`,
        header: number % 10 === 3 ? `${filler} needle` : filler,
        answer: { status: number % 2 === 0 ? 200 : 503, body: `hay ${number}`, kind: 'json' },
      })),
    )
    for (const query of [
      'needle',
      '"hay 5"',
      'needle status:503 host:n3.*',
      'failed:yes',
      '-needle',
    ]) {
      expect(await search(storage, id, query)).toEqual(await expected(storage, id, query))
    }
  })

  it('finds what decoding all of a session finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySent,
        fc.array(anyQuery, { minLength: 4, maxLength: 4 }),
        async (sent, queries) => {
          const { id, storage } = await sessionOf(sent)
          for (const query of queries) {
            expect(await search(storage, id, query), printQuery(query)).toEqual(
              await expected(storage, id, query),
            )
          }
        },
      ),
      { numRuns: 150 },
    )
  }, 60_000)
})

describe('a search of several sessions', () => {
  const manySessions = async () => {
    const { id, storage } = await sessionOf(shop)
    const ids = [id]
    for (let number = 0; number < 11; number++) {
      const made = await sampleSession(storage as never)
      const writer = await openWriter(storage, made.id, 'capture')
      await send(writer, { id: `x${number}`, url: `https://n${number}.test/`, header: 'race' })
      await writer.close()
      ids.push(made.id)
    }
    return { storage, sessions: ids.map((one) => ({ id: one, name: `name of ${one}` })) }
  }

  it('goes through them in order, and tells how far it is', async () => {
    const { sessions, storage } = await manySessions()
    const told: SearchProgress[] = []
    const hits = await collect(
      searchSessions({ storage, sessions, query: 'race', onProgress: (at) => told.push(at) }),
    )
    expect(hits.map(({ entry }) => entry.id).join(' ')).toBe(
      'b c d f x0 x1 x2 x3 x4 x5 x6 x7 x8 x9 x10',
    )
    expect(hits.map(({ session }) => session)).toEqual(
      hits.map(
        ({ entry }) => sessions[entry.id.startsWith('x') ? Number(entry.id.slice(1)) + 1 : 0],
      ),
    )
    expect(told[0]).toEqual({ sessions: 12, done: 1, entries: 4 })
    expect(told.at(-1)).toEqual({ sessions: 12, done: 12, entries: 15 })
  })

  it('ends when it has enough', async () => {
    const { sessions, storage } = await manySessions()
    const told: SearchProgress[] = []
    const parts = {
      storage,
      sessions,
      query: 'race',
      onProgress: (at: SearchProgress) => told.push(at),
    }
    expect(await collect(searchSessions({ ...parts, limit: 3 }))).toHaveLength(3)
    expect(await collect(searchSessions({ ...parts, limit: 5 }))).toHaveLength(5)
    expect(await collect(searchSessions({ ...parts, limit: 0 }))).toEqual([])
    expect(told.map(({ done }) => done)).toEqual([1, 2])
  })

  it('is given up when the signal says so', async () => {
    const { sessions, storage } = await manySessions()
    const reason = new Error('enough')
    const abort = new AbortController()
    const running = searchSessions({ storage, sessions, query: 'race', signal: abort.signal })
    expect((await running.next()).value).toMatchObject({ entry: { id: 'b' } })
    abort.abort(reason)
    await expect(collect(running)).rejects.toBe(reason)
    const before = searchSessions({ storage, sessions, query: '', signal: abort.signal })
    await expect(collect(before)).rejects.toBe(reason)
  })

  it('passes over a session that is not there any more', async () => {
    const { sessions, storage } = await manySessions()
    await storage.remove(`sessions/${sessions[1]!.id}`)
    expect(await collect(searchSessions({ storage, sessions, query: 'host:n*' }))).toHaveLength(10)
    expect(await collect(searchSessions({ storage, sessions, query: 'step:x,y' }))).toEqual([])
    expect(await collect(searchSessions({ storage, sessions, query: '' }))).toHaveLength(19)
  })

  it('refuses a query with a mistake', async () => {
    const { sessions, storage } = await manySessions()
    const searched = collect(searchSessions({ storage, sessions, query: 'staus:5xx' }))
    await expect(searched).rejects.toSatisfy((error) => isHartifactError(error, 'INVALID_ARGUMENT'))
  })
})

const words = [
  'a',
  'B',
  'İ',
  'ß',
  'Σ',
  'ς',
  'é',
  'K',
  '\u212A',
  '"',
  '\\',
  '/',
  '\u0000',
  '\n',
  '😀',
  '\uD83D',
  '\uFFFD',
  ': ',
  ' ',
  ':',
  '\u2028',
  'i\u0307',
]
const someText = fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom(...words) })
const orNot = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined })
const someUrl = fc
  .tuple(
    fc.constantFrom(
      'https://a.test',
      'http://B.a.test:8080',
      'ws://[::1]',
      'tcp://a.test:1',
      'HTTPS://K.test',
    ),
    orNot(someText),
  )
  .map(([origin, rest]) => (rest === undefined ? origin : `${origin}/${rest}?q=${rest}`))
const anySent: fc.Arbitrary<Sent[]> = fc.uniqueArray(
  fc.record(
    {
      id: fc.oneof(
        fc.nat(20).map((number) => `e${number}`),
        someText,
      ),
      url: someUrl,
      method: fc.constantFrom('GET', 'POST', 'get'),
      header: someText,
      body: someText,
      answer: fc.record({
        status: fc.constantFrom(0, 101, 200, 404, 503, 599),
        body: fc.oneof(
          someText,
          someText.map((text) => text.repeat(600)),
        ),
        kind: fc.constantFrom(...(Object.keys(kinds) as Array<keyof typeof kinds>)),
        total: fc.constantFrom(0, 0.5, 99.9, 100, 1500, 1e21),
      }),
      message: someText,
      note: fc.record(
        {
          note: someText,
          tags: fc.array(someText, { maxLength: 2 }),
          author: someText,
          links: fc.array(
            someText.map((text) => `jira:${text}`),
            { maxLength: 2 },
          ),
          color: fc.constantFrom('red', 'Blue'),
        },
        { requiredKeys: [] },
      ),
      segment: fc.constantFrom(1 as const, 2 as const),
    },
    { requiredKeys: ['id', 'url'] },
  ),
  { selector: ({ id }) => id, maxLength: 6 },
)
const globs = fc
  .tuple(orNot(fc.constant('*')), someText, orNot(fc.constant('*')))
  .map((parts) => parts.join(''))
const anyTerm = fc.oneof(
  fc.record({ key: fc.constant('method'), values: fc.tuple(fc.constantFrom('GET', 'post')) }),
  fc.record({
    key: fc.constant('status'),
    values: fc.array(fc.constantFrom('2xx', '503', '>=404', '<=200', '100-599'), { minLength: 1 }),
  }),
  fc.record({
    key: fc.constant('host'),
    values: fc.tuple(
      fc.constantFrom(
        'a.test',
        '*.test',
        'b.*',
        '*:8080',
        '*8*',
        '::1',
        '*',
        'a.test:1',
        '{a,k}.test',
        'K.test',
        '\u212A.test',
      ),
    ),
  }),
  fc.record({
    key: fc.constant('url'),
    values: fc.tuple(
      fc.oneof(
        someText.map((text) => text.replaceAll(/[{}*\\]/g, '-')),
        fc.constantFrom(
          'https://a.test',
          'https://a.test/',
          '**/a',
          '/a',
          '**a**',
          '*a',
          'a.test/*',
          'http://b.a.test:8080/**',
        ),
      ),
    ),
  }),
  fc.record({
    key: fc.constant('path'),
    values: fc.tuple(fc.constantFrom('/a*', 'a', '*a', '/', '/*?q=*')),
  }),
  fc.record({
    key: fc.constant('type'),
    values: fc.tuple(fc.constantFrom('json', 'text/*', 'image/png')),
  }),
  fc.record({
    key: fc.constant('size'),
    values: fc.tuple(fc.constantFrom('>1', '>600', '<5', '1..10', '0')),
  }),
  fc.record({
    key: fc.constant('time'),
    values: fc.tuple(fc.constantFrom('>99', '>=99.9', '<=100', '>1s', '0')),
  }),
  fc.record({
    key: fc.constant('header'),
    values: fc.tuple(
      fc.oneof(
        fc.constantFrom('x-any', 'X-*', 'host=api', 'content-type=json'),
        globs.map((glob) => `x-any=${glob}`),
      ),
    ),
  }),
  fc.record({ key: fc.constant('failed'), values: fc.tuple(fc.constantFrom('yes', 'no')) }),
  fc.record({
    key: fc.constant('has'),
    values: fc.tuple(
      fc.constantFrom(
        'note',
        'tag',
        'color',
        'link',
        'body',
        'request.body',
        'messages',
        'failure',
        'response',
        'attachment',
        'step',
      ),
    ),
  }),
  fc.record({
    key: fc.constantFrom('tag', 'note', 'author', 'link'),
    values: fc.array(globs, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key: fc.constant('color'), values: fc.tuple(fc.constantFrom('red', 'blue')) }),
  fc.record({
    key: fc.constant('id'),
    values: fc.array(fc.oneof(someText, fc.constantFrom('e1', 'e2')), { minLength: 1 }),
  }),
  fc.record({
    key: fc.constant('in'),
    values: fc.array(
      fc.constantFrom('url', 'headers', 'body', 'request.body', 'message', 'annotation', 'failure'),
      { minLength: 1, maxLength: 2 },
    ),
  }),
)
const anyQuery = fc.record({
  terms: fc.array(
    fc
      .tuple(anyTerm, fc.boolean(), fc.boolean())
      .map(([term, one, other]) => ({ ...term, negated: one && other })),
    { maxLength: 2 },
  ),
  texts: fc.array(
    fc
      .tuple(
        fc.oneof(someText, fc.constantFrom('recording', 'unfinished')),
        fc.boolean(),
        fc.boolean(),
      )
      .map(([text, one, other]) => ({ text, negated: one && other })),
    { maxLength: 2 },
  ),
}) as fc.Arbitrary<Query>
