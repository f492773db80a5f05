import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Entry, Message } from '../../entry/entry.ts'
import { DeferredObserver } from './deferred-observer.ts'
import type { ExchangeObserver } from './engine.ts'
import type { EntrySink } from './entry-sink.ts'
import { Exchange } from './exchange.ts'

/** Keeps what an exchange gives it. */
function collectingSink() {
  const messages: Message[] = []
  const complete: Entry[] = []
  const sink: EntrySink = {
    begin: (entry) => entry,
    body: () => {
      const chunks: Uint8Array[] = []
      return {
        write: (chunk) => void chunks.push(chunk),
        end: () => {
          const bytes = Buffer.concat(chunks)
          return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
        },
      }
    },
    message: (_, message) => void messages.push(message),
    complete: async (entry) => void complete.push(entry),
  }
  return { sink, messages, complete }
}

const start = { id: '1-000001', attribution: 'port', connection: 'c1' } as const

function open(sink: EntrySink, kind: 'http' | 'websocket' = 'http'): Exchange {
  const url = kind === 'http' ? 'http://shop.test/events' : 'ws://shop.test/socket'
  return new Exchange(
    { kind, method: 'GET', url, httpVersion: 'HTTP/1.1', headers: [], at: 1_000.5 },
    start,
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
    exchange.responseBody(stream.subarray(0, border))
    exchange.responseBody(stream.subarray(border))
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
  exchange.responseBody(Buffer.from('data: not read\n\n'))
  expect(exchange.isStream).toBe(true)
  expect(messages).toEqual([])
})

test('a WebSocket is a stream from the start; a long message is cut, its size stays true', async () => {
  const { messages, sink } = collectingSink()
  const exchange = open(sink, 'websocket')
  await exchange.doneOrStream
  const data = Buffer.alloc(3 * 1024 * 1024, 'x')
  exchange.message({ direction: 'sent', kind: 'text', data, at: 1_001 })
  exchange.message({ direction: 'received', kind: 'binary', data: Buffer.from([1, 2]), at: 1_002 })
  expect(messages[0]?.data).toHaveLength(1024 * 1024)
  expect(messages[0]?.size).toBe(data.length)
  expect(messages[1]).toMatchObject({ data: 'AQI=', size: 2, at: '1970-01-01T00:00:01.002000Z' })
})

test('it ends once, and nothing is taken afterwards', async () => {
  const { complete, messages, sink } = collectingSink()
  const exchange = open(sink, 'websocket')
  exchange.requestBody(Buffer.from('half'))
  exchange.abandon(1_005, { kind: 'unfinished', message: 'stopped' })
  exchange.end({ at: 1_006, upstream: { moments: {} } })
  exchange.message({ direction: 'sent', kind: 'text', data: Buffer.from('late'), at: 1_007 })
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

test('a deferred observer passes on everything in order, before and after it is there', async () => {
  const calls: string[] = []
  const record =
    (name: string) =>
    (argument?: unknown): void =>
      void calls.push(`${name} ${JSON.stringify(argument ?? null)}`)
  let arrive: (observer: ExchangeObserver) => void = () => {}
  const deferred = new DeferredObserver(new Promise((resolve) => (arrive = resolve)))
  deferred.requestEnd([])
  deferred.response(answer([]))
  arrive({
    requestBody: record('requestBody'),
    requestEnd: record('requestEnd'),
    response: record('response'),
    responseBody: record('responseBody'),
    responseTrailers: record('responseTrailers'),
    message: record('message'),
    end: record('end'),
  })
  await Promise.resolve()
  deferred.responseTrailers([['a', 'b']])
  deferred.end({ at: 1, upstream: { moments: {} } })
  expect(calls.map((call) => call.split(' ', 1)[0])).toEqual([
    'requestEnd',
    'response',
    'responseTrailers',
    'end',
  ])
})
