import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Entry } from '../../entry/entry.ts'
import { createRedactor, type Redactor } from '../../redact/index.ts'
import { FaultyStorage } from '../../store/faulty-storage.contract.ts'
import {
  createSession,
  MemoryStorage,
  openStoreFolder,
  openWriter,
  rebuildManifest,
  SessionIndex,
} from '../../store/index.ts'
import { newSessionInfo } from '../../session/index.ts'
import type { ExchangeHead, ExchangeObserver } from './engine.ts'
import type { Limits } from './messages.ts'
import { Recorder } from './recorder.ts'

const connection = { id: 'c1', remotePort: 1 }
const ended = { at: 1, upstream: { moments: {} } }
const noShut = async (): Promise<void> => {}
const mebibyte = 1024 * 1024

interface Options {
  readonly limits?: Partial<Limits>
  readonly redact?: Redactor
  readonly clientTimings?: boolean
  readonly stall?: number
}

async function record(options: Options = {}) {
  const memory = new MemoryStorage()
  await openStoreFolder(memory)
  const disk = new FaultyStorage(memory)
  const info = newSessionInfo('Recorded', { redaction: 'off' })
  await createSession(disk, info)
  /** Records into the session, once more if it has been done before. */
  const again = async (): Promise<Recorder> => {
    const stall = options.stall ?? 3_600_000
    const writer = await openWriter(disk, info.id, 'capture', { stall })
    return new Recorder(info.id, writer, {
      redact: options.redact ?? ((entry) => entry),
      limits: { body: 1_000, diskStall: stall, ...options.limits },
      clientTimings: options.clientTimings ?? false,
    })
  }
  const read = async (): Promise<{ entries: Entry[]; index: SessionIndex }> => {
    const index = new SessionIndex(memory, info.id)
    await index.refresh()
    const entries: Entry[] = []
    for await (const entry of index.entries()) entries.push(entry)
    return { entries, index }
  }
  return { again, disk, id: info.id, read, recorder: await again() }
}

function begin(recorder: Recorder, head: Partial<ExchangeHead> = {}): ExchangeObserver {
  return recorder.exchange(
    {
      kind: 'http',
      method: 'GET',
      url: 'http://a.test/',
      httpVersion: 'HTTP/1.1',
      headers: [],
      at: 0,
      ...head,
    },
    connection,
    'port',
  )
}

function respond(exchange: ExchangeObserver, type: string, body: Uint8Array): void {
  const headers = [['Content-Type', type]] as const
  exchange.response({ status: 200, statusText: 'OK', httpVersion: 'HTTP/1.1', headers })
  void exchange.responseBody(body)
  exchange.end(ended)
}

test('settled() does not wait longer for the disk than it is told to', async () => {
  const { disk, recorder } = await record()
  disk.hold()
  begin(recorder).end(ended)
  await expect(recorder.settled(20)).rejects.toThrow('The disk has not answered for 20 ms')
  disk.release()
  await recorder.settled(5_000)
  expect(await recorder.stop(5_000, noShut)).toEqual({ cut: [], late: 0, entries: 1 })
})

test('settled() names the exchanges that have not ended', async () => {
  const { recorder } = await record()
  const exchange = begin(recorder)
  await expect(recorder.settled(20)).rejects.toThrow('1 exchange(s)')
  exchange.end(ended)
  await recorder.settled(0)
  await recorder.stop(0, noShut)
})

test.each([
  ['image/png', 0],
  ['image/svg+xml', 2_000],
  ['text/html', 1_000],
  ['application/json', undefined],
])('a body of type %s is cut after %s bytes', async (type, size) => {
  const bodies = { 'image/*': 0, 'image/svg+xml': 2_000, 'application/json': 20_000 }
  const { read, recorder } = await record({ limits: { bodies } })
  const content = Buffer.alloc(3_000, 'x')
  respond(begin(recorder), type, content)
  await recorder.stop(0, noShut)
  const [entry] = (await read()).entries
  expect(entry?.response?.body).toEqual({
    sha256: createHash('sha256').update(content).digest('hex'),
    size: 3_000,
    ...(size !== undefined && { truncated: { size } }),
  })
})

test('the second half of an entry is redacted, and has all that is known by then', async () => {
  const redact = createRedactor({ key: new Uint8Array(32).fill(7) })
  const { read, recorder } = await record({ redact, clientTimings: true })
  const exchange = begin(recorder, {
    url: 'http://a.test/?token=hunter2',
    headers: [['Cookie', 'sid=hunter2']],
  })
  void exchange.requestBody(Buffer.from('asked'))
  exchange.requestEnd([['X-Api-Key', 'hunter2']])
  exchange.informational({
    status: 103,
    statusText: 'Early Hints',
    headers: [['Link', '</style.css?token=hunter2>; rel=preload']],
    at: 1,
  })
  exchange.response({
    status: 200,
    statusText: 'OK',
    httpVersion: 'HTTP/1.1',
    headers: [['Set-Cookie', 'sid=hunter2']],
  })
  exchange.end({
    at: 5,
    upstream: { moments: {}, connection: 's1', reused: true, remoteAddress: '192.0.2.1' },
    client: { received: 1, responded: 2, finished: 5 },
  })
  await recorder.stop(0, noShut)
  const [entry] = (await read()).entries
  expect(JSON.stringify(entry)).not.toContain('hunter2')
  expect(entry).toMatchObject({
    request: {
      url: expect.stringMatching(/^http:\/\/a\.test\/\?token=redacted-/),
      headers: [['Cookie', expect.stringMatching(/^sid=redacted-/)]],
      trailers: [['X-Api-Key', expect.stringMatching(/^redacted-/)]],
      body: { size: 5 },
    },
    informational: [{ status: 103 }],
    response: { status: 200 },
    clientTimings: { send: 1, wait: 1, receive: 3 },
    serverConnection: { id: 's1', reused: true },
    remoteAddress: '192.0.2.1',
  })
})

test('coverage tells what could not be read, and stays with the session', async () => {
  const { again, disk, id, read, recorder } = await record()
  begin(recorder).end(ended)
  const tunnel = begin(recorder, { kind: 'tunnel', url: 'tcp://db.test:5432' })
  void tunnel.requestBody(Buffer.alloc(30))
  void tunnel.responseBody(Buffer.alloc(3_000))
  const refused = { kind: 'client-tls', message: 'not trusted', authority: 'a.test:443' } as const
  for (let index = 0; index < 3; index++) {
    recorder.trouble({ ...refused, at: index }, connection, 'port')
  }
  recorder.trouble({ kind: 'malformed', message: 'not HTTP', at: 1 }, connection, 'port')
  recorder.trouble({ kind: 'internal', message: 'our own fault', at: 1 }, connection, 'port')
  recorder.reportBypass('webkit', 'goes to localhost directly')
  recorder.reportBypass('webkit', 'goes to localhost directly')
  const seen = {
    exchanges: { port: 2, credentials: 0, active: 0 },
    tlsRefused: 3,
    opaque: 0,
    malformed: 1,
    late: 0,
    unread: [
      { ...refused, count: 3 },
      { kind: 'malformed', message: 'not HTTP', count: 1 },
    ],
    tunnelled: { sent: 30, received: 3_000 },
    bypassed: [{ client: 'webkit', reason: 'goes to localhost directly', count: 2 }],
  }
  expect(recorder.coverage()).toEqual(seen)
  expect(await recorder.stop(0, noShut)).toEqual({ cut: [], late: 0, entries: 6 })
  const { entries, index } = await read()
  expect(index.info.coverage).toEqual(seen)
  expect(entries[1]?.response).toBeUndefined()
  expect(entries[1]).toMatchObject({
    request: { url: 'tcp://db.test:5432', body: { size: 30, truncated: { size: 0 } } },
    failure: { kind: 'unfinished' },
  })

  await rebuildManifest(disk, id)
  const continued = await again()
  begin(continued).end(ended)
  continued.reportBypass('webkit', 'goes to localhost directly')
  await continued.stop(0, noShut)
  expect((await read()).index.info.coverage).toEqual({
    ...seen,
    exchanges: { port: 3, credentials: 0, active: 0 },
    bypassed: [{ client: 'webkit', reason: 'goes to localhost directly', count: 3 }],
  })
})

test('remarks on very many entries are all written', async () => {
  const { read, recorder } = await record()
  const ids = Array.from({ length: 1_234 }, () => {
    const exchange = begin(recorder)
    exchange.end(ended)
    return exchange
  }).map((_, index) => `1-${String(index + 1).padStart(6, '0')}`)
  const annotation = { id: 'n', at: '2026-01-01T00:00:00Z', note: 'all' }
  await recorder.write(ids.map((entry) => ({ t: 'note', annotation, entry })))
  await recorder.stop(0, noShut)
  const { entries } = await read()
  expect(entries).toHaveLength(1_234)
  expect(entries.every(({ annotations }) => annotations.length === 1)).toBe(true)
})

test('a slow disk asks the traffic to wait, a stalled one does not, and the session says so', async () => {
  const { disk, read, recorder } = await record({ limits: { body: Infinity }, stall: 5 })
  disk.hold()
  const exchange = begin(recorder)
  exchange.response({ status: 200, statusText: 'OK', httpVersion: 'HTTP/1.1', headers: [] })
  let time: Promise<void> | undefined
  let sent = 0
  const send = (): void => {
    time = exchange.responseBody(Buffer.alloc(mebibyte, sent))
    sent++
  }
  while (!time) send()
  const kept = sent
  await time
  send()
  expect(time).toBeUndefined()
  exchange.end(ended)
  disk.release()
  const report = await recorder.stop(5_000, noShut)
  expect(report.degraded?.code).toBe('STORE_SLOW')
  const { entries, index } = await read()
  expect(index.state).toBe('degraded')
  expect(entries[0]?.response?.body).toMatchObject({
    size: sent * mebibyte,
    truncated: { size: kept * mebibyte },
  })
})
