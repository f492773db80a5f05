import type { Marker } from '@hartifact/core'
import { expect, test } from 'vitest'
import { type SessionFacts, wireLine } from './collect.ts'
import { type Outline, tally } from './tally.ts'

const shop = 'https://shop.test'

const outline = (url: string, status: number, total = 10, bytes = 100): Outline => ({
  request: { method: 'GET', url },
  response: { status },
  timings: { total },
  bytes,
})

const broken = (url: string, kind: NonNullable<Outline['failure']>['kind']): Outline => ({
  request: { method: 'GET', url },
  failure: { kind },
  timings: { total: 5 },
  bytes: 0,
})

async function factsOf(...entries: Outline[]): Promise<SessionFacts> {
  async function* stream(): AsyncGenerator<Outline> {
    yield* entries
  }
  const marker: Marker = { store: '/store', sessionId: '0190', name: 'Login', mode: 'on' }
  return { marker, tally: await tally(stream()) }
}

test('counts requests, bytes and failures', async () => {
  const { tally: counted } = await factsOf(
    outline(`${shop}/`, 200, 40, 1000),
    outline(`${shop}/pay`, 500),
    outline(`${shop}/missing`, 404),
    broken(`${shop}/me`, 'refused'),
    broken(`${shop}/poll`, 'unfinished'),
    broken(`${shop}/image`, 'client-aborted'),
  )
  expect(counted).toMatchObject({ requests: 6, bytes: 1200, failed: 3, origin: shop })
  expect(counted.slowest?.request.url).toBe(`${shop}/`)
})

test('a WebSocket or event stream is not slow', async () => {
  const stream = { ...outline(`${shop}/live`, 101, 60_000), isStream: true }
  const { tally: counted } = await factsOf(outline(`${shop}/`, 200, 40), stream)
  expect(counted).toMatchObject({ requests: 2, slowest: { request: { url: `${shop}/` } } })
})

test('the line tells the three worst: broken off, 5xx, 4xx, then what hangs', async () => {
  const entries = [
    outline(`${shop}/`, 200),
    broken(`${shop}/poll`, 'unfinished'),
    outline(`${shop}/missing`, 404),
    outline(`${shop}/pay`, 500),
    broken(`${shop}/me`, 'refused'),
  ]
  expect(wireLine([await factsOf(...entries)])).toBe(
    'GET /me failed (refused) after 5 ms; GET /pay 500 after 10 ms; GET /missing 404 after 10 ms',
  )
  expect(wireLine([await factsOf(...entries.slice(0, 2))])).toBe(
    'GET /poll cut off at the end of the recording after 5 ms',
  )
})

test('of those that are equally bad the slowest come first', async () => {
  const facts = await factsOf(...[1, 4, 2, 3].map((s) => outline(`${shop}/${s}`, 500, s * 1000)))
  expect(wireLine([facts])).toBe(
    'GET /4 500 after 4.0 s; GET /3 500 after 3.0 s; GET /2 500 after 2.0 s',
  )
})

test('another origin than the usual one is named; a WebSocket has that of its page', async () => {
  const facts = await factsOf(
    outline(`${shop}/`, 200),
    outline(`${shop}/cart`, 200),
    outline('wss://shop.test/live', 500),
    outline('https://ads.test/beacon', 404),
  )
  expect(wireLine([facts])).toBe(
    'GET /live 500 after 10 ms; GET https://ads.test/beacon 404 after 10 ms',
  )
})

test('puts the sessions of an attempt together', async () => {
  const first = await factsOf(outline(`${shop}/`, 200), outline(`${shop}/missing`, 404))
  const second = await factsOf(outline('https://api.test/pay', 500))
  expect(wireLine([first, second])).toBe('GET /pay 500 after 10 ms; GET /missing 404 after 10 ms')
})

test('says when nothing went wrong, and when there was nothing', async () => {
  const aborted = broken(`${shop}/image`, 'client-aborted')
  expect(wireLine([await factsOf(outline(`${shop}/`, 302), aborted)])).toBe(
    'nothing went wrong on the wire (2 requests)',
  )
  expect(wireLine([await factsOf()])).toBe('no requests were captured')
})
