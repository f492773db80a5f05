// How long writing a session holds up the event loop that is also the proxy's: 200 exchanges at a
// time with bodies of 100 KB go through a recorder into a store on disk, and past one, in turns.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { root } from '../scripts/run.mjs'

const concurrent = 200
const bodySize = 100 * 1024
const chunkSize = 25 * 1024
const rounds = 3
/** Milliseconds of one measurement. */
const duration = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 3000)

const dist = (path) => pathToFileURL(join(root, 'packages/core/dist', path)).href
const { Recorder } = await import(dist('capture/gateway/recorder.js'))
const { nobody } = await import(dist('capture/gateway/nobody.js'))
const { newSessionInfo } = await import(dist('session/index.js'))
const { createRedactor } = await import(dist('redact/index.js'))
const { createSession, openDiskStorage, openStoreFolder, openWriter } = await import(
  dist('store/index.js')
)

const content = randomBytes(bodySize)
const requestHeaders = [
  ['Host', 'api.test'],
  ['Cookie', 'sid=0123456789abcdef; theme=dark'],
  ['Authorization', 'Bearer 0123456789abcdef0123456789abcdef'],
  ['Accept', 'application/json'],
]
const responseHeaders = [
  ['Content-Type', 'application/json'],
  ['Content-Length', String(bodySize)],
]

/** One exchange after the other until the time is over. */
async function client(begin, number, pause, tally) {
  // Not all at the same moment.
  await setTimeout((number * 100) / concurrent)
  while (Date.now() < tally.until) {
    const observer = begin(tally.exchanges++)
    observer.requestEnd([])
    observer.response({
      status: 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      headers: responseHeaders,
    })
    for (let start = 0; start < bodySize; start += chunkSize) {
      // A copy, as what comes from a socket is new as well; with a number, so that no body is known.
      const chunk = Buffer.from(content.subarray(start, start + chunkSize))
      if (start === 0) chunk.writeUInt32LE(tally.exchanges)
      await observer.responseBody(chunk)
      await (pause === 0 ? setImmediate() : setTimeout(pause))
    }
    observer.end({ at: Date.now(), upstream: { moments: {} } })
  }
}

async function load(begin, pause) {
  const tally = { exchanges: 0, until: Date.now() + duration }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const start = performance.now()
  delay.enable()
  const clients = Array.from({ length: concurrent }, (_, number) =>
    client(begin, number, pause, tally),
  )
  await Promise.all(clients)
  delay.disable()
  const milliseconds = (nanoseconds) => Math.round(nanoseconds / 1e5) / 10
  return {
    exchangesPerSecond: Math.round((tally.exchanges * 1000) / (performance.now() - start)),
    p50: milliseconds(delay.percentile(50)),
    p99: milliseconds(delay.percentile(99)),
    max: milliseconds(delay.max),
  }
}

async function withStore(pause) {
  const folder = await mkdtemp(join(tmpdir(), 'hartifact-writer-loop-'))
  const storage = openDiskStorage(folder)
  try {
    await openStoreFolder(storage)
    const info = newSessionInfo('Writer loop', { redaction: 'default' })
    await createSession(storage, info)
    const writer = await openWriter(storage, info.id, 'capture')
    const recorder = new Recorder(info.id, writer, {
      redact: createRedactor({ key: randomBytes(32) }),
      limits: { body: Infinity, diskStall: 5_000 },
      clientTimings: false,
    })
    const begin = (number) =>
      recorder.exchange(
        {
          kind: 'http',
          method: 'GET',
          url: `http://api.test/items/${number}?token=0123456789abcdef`,
          httpVersion: 'HTTP/1.1',
          headers: requestHeaders,
          at: Date.now(),
        },
        { id: 'c1', remotePort: 1 },
        'port',
      )
    const result = await load(begin, pause)
    const { degraded } = await recorder.stop(60_000, async () => {})
    if (degraded) throw new Error(degraded.what)
    return result
  } finally {
    await storage.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const median = (results) =>
  Object.fromEntries(
    Object.keys(results[0]).map((key) => [
      key,
      results.map((result) => result[key]).toSorted((a, b) => a - b)[Math.floor(rounds / 2)],
    ]),
  )

const results = {}
for (const [name, pause] of [
  ['50 ms between chunks', 50],
  ['as fast as it goes', 0],
]) {
  const [bare, stored] = [[], []]
  for (let round = 0; round < rounds; round++) {
    bare.push(await load(() => nobody, pause))
    stored.push(await withStore(pause))
  }
  results[name] = { withoutStore: median(bare), withStore: median(stored) }
}
console.log(
  JSON.stringify(
    {
      node: process.version,
      cpu: cpus()[0]?.model,
      load: loadavg()[0],
      concurrent,
      bodySize,
      rounds,
      // Milliseconds between two turns of the loop; an idle one shows a little more than 1.
      eventLoopDelay: results,
    },
    undefined,
    2,
  ),
)
