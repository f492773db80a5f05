import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Entry, Message } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import { DeferredObserver } from './deferred-observer.ts'
import type { ExchangeHead, ExchangeObserver } from './engine.ts'
import type { BodySink, EntrySink } from './entry-sink.ts'
import { Exchange } from './exchange.ts'
import { nobody } from './nobody.ts'

/** Keeps what an exchange gives it. */
function collectingSink() {
  const messages: Message[] = []
  const complete: Entry[] = []
  const tunnels: string[] = []
  const body = (): BodySink => {
    const chunks: Uint8Array[] = []
    return {
      write: (chunk) => {
        chunks.push(chunk)
        return sink.time
      },
      end: () => {
        const bytes = Buffer.concat(chunks)
        return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
      },
    }
  }
  const sink: EntrySink & { time: Promise<void> | undefined } = {
    time: undefined,
    begin: (entry) => entry,
    body,
    tunnel: (direction) => {
      tunnels.push(direction)
      return body()
    },
    message: (_, message) => void messages.push(message),
    complete: async (entry) => void complete.push(entry),
  }
  return { sink, messages, complete, tunnels }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const start = { id: '1-000001', attribution: 'port', connection: 'c1' } as const

const urls = {
  http: 'http://shop.test/events',
  websocket: 'ws://shop.test/socket',
  tunnel: 'tcp://shop.test:5432',
} as const

function open(
  sink: EntrySink,
  kind: ExchangeHead['kind'] = 'http',
  options: { readonly headers?: HeaderList; readonly clientTimings?: boolean } = {},
): Exchange {
  const { headers = [], clientTimings = false } = options
  return new Exchange(
    { kind, method: 'GET', url: urls[kind], httpVersion: 'HTTP/1.1', headers, at: 1_000.5 },
    { ...start, clientTimings },
    sink,
  )
}

const answer = (headers: Array<[string, string]>) => ({
  status: 200,
  statusText: 'OK',
  httpVersion: 'HTTP/1.1',
  headers,
})

test('events are read across any border of chunks', async () => {
  const stream = Buffer.from(
    'id: 1\nevent: price\ndata: {"é":1}\n\n: comment\r\ndata: a\r\ndata: b\r\n\r\n',
  )
  for (let border = 1; border < stream.length; border++) {
    const { complete, messages, sink } = collectingSink()
    const exchange = open(sink)
    exchange.requestEnd([])
    exchange.response(answer([['Content-Type', 'text/event-stream; charset=utf-8']]))
    expect(exchange.isStream).toBe(true)
    void exchange.responseBody(stream.subarray(0, border))
    void exchange.responseBody(stream.subarray(border))
    exchange.end({ at: 1_010, upstream: { moments: {} } })
    await exchange.done
    expect(messages.map(({ data, event, eventId }) => [data, event, eventId])).toEqual([
      ['{"é":1}', 'price', '1'],
      ['a\nb', undefined, undefined],
    ])
    expect(complete[0]?.response?.body?.size).toBe(stream.length)
  }
})

test('a compressed event stream is a body only', async () => {
  const { messages, sink } = collectingSink()
  const exchange = open(sink)
  exchange.response(
    answer([
      ['content-type', 'text/event-stream'],
      ['content-encoding', 'gzip'],
    ]),
  )
  void exchange.responseBody(Buffer.from('data: not read\n\n'))
  expect(exchange.isStream).toBe(true)
  expect(messages).toEqual([])
})

test('a WebSocket is a stream from the start; a long message is cut, its size stays true', async () => {
  const { messages, sink } = collectingSink()
  const exchange = open(sink, 'websocket')
  await exchange.doneOrStream
  const data = Buffer.alloc(3 * 1024 * 1024, 'x')
  void exchange.message({ direction: 'sent', kind: 'text', data, at: 1_001 })
  void exchange.message({
    direction: 'received',
    kind: 'binary',
    data: Buffer.from([1, 2]),
    at: 1_002,
  })
  expect(messages[0]?.data).toHaveLength(1024 * 1024)
  expect(messages[0]?.size).toBe(data.length)
  expect(messages[1]).toMatchObject({ data: 'AQI=', size: 2, at: '1970-01-01T00:00:01.002000Z' })
})

test('it ends once, and nothing is taken afterwards', async () => {
  const { complete, messages, sink } = collectingSink()
  const exchange = open(sink, 'websocket')
  void exchange.requestBody(Buffer.from('half'))
  exchange.abandon(1_005, { kind: 'unfinished', message: 'stopped' })
  exchange.end({ at: 1_006, upstream: { moments: {} } })
  void exchange.message({ direction: 'sent', kind: 'text', data: Buffer.from('late'), at: 1_007 })
  await exchange.done
  expect(complete).toHaveLength(1)
  expect(complete[0]).toMatchObject({
    startedAt: '1970-01-01T00:00:01.000500Z',
    failure: { kind: 'unfinished' },
    request: { body: { size: 4 } },
    timings: { total: 4.5, wait: null },
  })
  expect(messages).toEqual([])
})

test('interim responses are kept in order, up to a thousand', async () => {
  const { complete, sink } = collectingSink()
  const exchange = open(sink)
  const hint = { status: 103, statusText: 'Early Hints', headers: [['Link', '</a>']] as HeaderList }
  exchange.informational({ status: 100, statusText: 'Continue', headers: [], at: 1_001 })
  exchange.informational({ ...hint, at: 1_002.25 })
  exchange.response(answer([]))
  exchange.end({ at: 1_010, upstream: { moments: {} } })
  expect(complete[0]?.informational).toEqual([
    { status: 100, statusText: 'Continue', headers: [], at: '1970-01-01T00:00:01.001000Z' },
    { ...hint, at: '1970-01-01T00:00:01.002250Z' },
  ])

  const endless = open(sink)
  for (let index = 0; index < 5_000; index++) endless.informational({ ...hint, at: 1_002 })
  endless.end({ at: 1_010, upstream: { moments: {} } })
  expect(complete[1]?.informational).toHaveLength(1_000)
})

test('an exchange without interim responses does not speak of them', () => {
  const { complete, sink } = collectingSink()
  open(sink).end({ at: 1_010, upstream: { moments: {} } })
  expect(complete[0]).not.toHaveProperty('informational')
  expect(complete[0]).not.toHaveProperty('serverConnection')
})

test("the client's times are there only when they were asked for", () => {
  const { complete, sink } = collectingSink()
  const outcome = {
    at: 1_010,
    upstream: { moments: {} },
    client: { received: 1_001.5, responded: 1_004, finished: 1_010 },
  }
  open(sink).end(outcome)
  open(sink, 'http', { clientTimings: true }).end(outcome)
  expect(complete[0]).not.toHaveProperty('clientTimings')
  expect(complete[1]?.clientTimings).toEqual({ send: 1, wait: 2.5, receive: 6 })
})

test('the connection to the server is named', () => {
  const { complete, sink } = collectingSink()
  const moments = {}
  open(sink).end({ at: 1, upstream: { moments, connection: 's1' } })
  open(sink).end({
    at: 1,
    upstream: { moments, connection: 's1', reused: true, proxy: 'proxy.corp:3128' },
  })
  expect(complete.map(({ serverConnection }) => serverConnection)).toEqual([
    { id: 's1', reused: false },
    { id: 's1', reused: true, proxy: 'proxy.corp:3128' },
  ])
})

test('pings and pongs are messages, their data in base64', () => {
  const { messages, sink } = collectingSink()
  const exchange = open(sink, 'websocket')
  const data = Buffer.from([0, 255])
  void exchange.message({ direction: 'received', kind: 'ping', data, at: 1_001 })
  void exchange.message({ direction: 'sent', kind: 'pong', data, at: 1_002 })
  expect(messages).toMatchObject([
    { direction: 'received', kind: 'ping', data: 'AP8=', size: 2 },
    { direction: 'sent', kind: 'pong', data: 'AP8=', size: 2 },
  ])
})

test('a tunnel is a stream from the start, and its bytes are counted only', async () => {
  const { complete, sink, tunnels } = collectingSink()
  const exchange = open(sink, 'tunnel')
  await exchange.doneOrStream
  expect(exchange.isStream).toBe(true)
  void exchange.requestBody(Buffer.from('ask'))
  void exchange.responseBody(Buffer.from('tell'))
  void exchange.requestBody(Buffer.from('more'))
  exchange.end({ at: 1_010, upstream: { moments: {} } })
  expect(tunnels).toEqual(['sent', 'received'])
  expect(complete[0]?.request.body).toEqual({ sha256: sha256('askmore'), size: 7 })
})

test('after the switch to another protocol, bytes of both ways go on', async () => {
  const { complete, sink } = collectingSink()
  const upgrade = { headers: [['Upgrade', 'echo']] as HeaderList }
  const exchange = open(sink, 'http', upgrade)
  void exchange.requestBody(Buffer.from('body '))
  exchange.requestEnd([['X-Sum', '1']])
  exchange.response({ ...answer([['Upgrade', 'echo']]), status: 101 })
  await exchange.doneOrStream
  void exchange.requestBody(Buffer.from('and more'))
  void exchange.responseBody(Buffer.from('echo'))
  exchange.end({ at: 1_010, upstream: { moments: {} } })
  expect(complete[0]).toMatchObject({
    request: { body: { sha256: sha256('body and more'), size: 13 }, trailers: [['X-Sum', '1']] },
    response: { status: 101, body: { sha256: sha256('echo'), size: 4 } },
  })
})

test('whoever brings bytes is told when to wait; after the end nothing is taken', () => {
  const { messages, sink } = collectingSink()
  const exchange = open(sink, 'websocket')
  const message = { direction: 'sent', kind: 'text', data: Buffer.from('a'), at: 1 } as const
  expect(exchange.requestBody(Buffer.from('a'))).toBeUndefined()
  sink.time = Promise.resolve()
  expect(exchange.requestBody(Buffer.from('a'))).toBe(sink.time)
  expect(exchange.responseBody(Buffer.from('a'))).toBe(sink.time)
  void exchange.message(message)
  exchange.end({ at: 1, upstream: { moments: {} } })
  expect(exchange.requestBody(Buffer.from('a'))).toBeUndefined()
  expect(exchange.responseBody(Buffer.from('a'))).toBeUndefined()
  void exchange.message(message)
  expect(messages).toHaveLength(1)
})

test('a deferred observer passes on everything in order, before and after it is there', async () => {
  const calls: string[] = []
  const record =
    (name: string) =>
    (argument?: unknown): undefined => {
      calls.push(`${name} ${JSON.stringify(argument ?? null)}`)
      return undefined
    }
  const time = Promise.resolve()
  let arrive: (observer: ExchangeObserver) => void = () => {}
  const deferred = new DeferredObserver(new Promise((resolve) => (arrive = resolve)))
  // A little is kept at once; only for more is time needed.
  expect(deferred.requestBody(Buffer.from('a'))).toBeUndefined()
  const waited = deferred.requestBody(Buffer.alloc(256 * 1024))
  expect(waited).toBeInstanceOf(Promise)
  deferred.requestEnd([])
  deferred.informational({ status: 103, statusText: '', headers: [], at: 1 })
  deferred.response(answer([]))
  arrive({
    requestBody: record('requestBody'),
    requestEnd: record('requestEnd'),
    informational: record('informational'),
    response: record('response'),
    responseBody: (chunk) => {
      record('responseBody')(chunk)
      return time
    },
    responseTrailers: record('responseTrailers'),
    message: record('message'),
    end: record('end'),
  })
  await waited
  expect(deferred.responseBody(Buffer.from('b'))).toBe(time)
  deferred.responseTrailers([['a', 'b']])
  deferred.end({ at: 1, upstream: { moments: {} } })
  expect(calls.map((call) => call.split(' ', 1)[0])).toEqual([
    'requestBody',
    'requestBody',
    'requestEnd',
    'informational',
    'response',
    'responseBody',
    'responseTrailers',
    'end',
  ])
})

test('where no session can be made, nobody waits', async () => {
  const deferred = new DeferredObserver(Promise.resolve(nobody))
  await deferred.requestBody(Buffer.from('a'))
  expect(deferred.responseBody(Buffer.from('a'))).toBeUndefined()
})
