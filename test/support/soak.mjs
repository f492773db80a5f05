// Mixed traffic with random faults through one proxy, for as long as you like: every exchange must be in the
// session it was sent into, as it ended, and nothing may be left behind: `npm run soak -- --minutes 60`.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeCertificate } from '../../bench/support/certificate.mjs'
import { describeMachine } from '../../bench/support/machine.mjs'
import { descriptors } from '../../bench/support/process-facts.mjs'
import { startProcess } from '../../bench/support/worker-process.mjs'
import { compareSession, untilTold } from './soak-check.mjs'
import { Clients, transports } from './soak-clients.mjs'
import { kinds, openKinds } from './soak-exchanges.mjs'
import { Origins } from './soak-origins.mjs'
import { Random } from './soak-random.mjs'

/** Recordings at a time, exchanges at a time in each, and exchanges of one recording beyond one of each kind. */
const lanes = 3
const parallel = 8
const extra = 20
/** How often a proxy may try again what has come to nothing. */
const repeats = 3
/** Limit for a hang, in ms: everything here ends within a second or two. */
const patience = 30_000

/**
 * @param {object} options
 * @param {number} [options.rounds]
 * @param {number} [options.minutes] Ends after the round in which they are over.
 * @param {string} [options.seed] What is random follows from it, except for the order in which things happen.
 * @param {(result: import('./soak.d.mts').SoakResult) => void} [options.onRound]
 * @param {AbortSignal} [options.signal] Ends it after the current round.
 * @returns {Promise<import('./soak.d.mts').SoakResult>}
 */
export async function soak({ minutes = Infinity, onRound, rounds = Infinity, seed, signal }) {
  const folder = await mkdtemp(join(tmpdir(), 'hartifact-soak-'))
  const certificate = await makeCertificate()
  const store = join(folder, 'store')
  const origins = await Origins.start(certificate)
  const proxy = await startProcess(
    new URL('./soak-proxy.mjs', import.meta.url).href,
    { ca: certificate.ca, store },
    { HARTIFACT_CA_FOLDER: join(folder, 'ca') },
  )
  const base = descriptors(proxy.pid)
  const result = {
    seed: seed ?? String(Date.now()),
    rounds: 0,
    recordings: 0,
    exchanges: 0,
    absent: 0,
    kinds: {},
    problems: [],
    memory: [],
    base,
    left: base,
  }
  const run = { certificate, origins, proxy, result, store }
  const until = Date.now() + minutes * 60_000
  try {
    do {
      const round = result.rounds
      await Promise.all(Array.from({ length: lanes }, (_, lane) => record(run, round, lane)))
      await calm(run, 'sockets')
      result.memory.push((await proxy.ask('memory')) / 1e6)
      result.rounds++
      onRound?.(result)
    } while (result.rounds < rounds && Date.now() < until && !signal?.aborted)
    await calm(run, 'files')
  } finally {
    origins.close()
    await proxy.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return result
}

/** One recording: traffic of all kinds, then a look at what the session holds. */
async function record(run, round, lane) {
  const { certificate, origins, proxy, result, store } = run
  const random = new Random(`${result.seed}/${round}/${lane}`)
  // Recordings begin and end while others are in the middle of something.
  await sleep(random.upTo(100))
  const recording = await proxy.ask('record', { name: `Round ${round}, lane ${lane}` })
  const isTagged = random.chance(1 / 3)
  const clients = new Clients(
    isTagged ? recording.taggedProxyUrl : recording.proxyUrl,
    proxy.ready.authority,
    (name) => origins.port(name),
  )
  const expected = new Map()

  const perform = async (kind, number) => {
    const path = `/${round}/${lane}/${number}/${kind}`
    const own = new Random(`${result.seed}${path}`)
    const transport = own.pick(transports)
    const scene = { clients, origins, random: own, transport, path }
    result.kinds[kind] = (result.kinds[kind] ?? 0) + 1
    const make = kinds[kind] ?? openKinds[kind]
    try {
      const wanted = await withLimit(
        make({ ...scene, foreignCa: certificate.ca }),
        `${path} was not over`,
      )
      expected.set(wanted.url ?? path, wanted)
    } catch (error) {
      result.problems.push(`${path} (${transport.name}): ${error.message}`)
      // What became of it is told already.
      expected.set(path, { mayBeMissing: () => true })
    }
  }

  const names = Object.keys(kinds)
  const queue = [...names, ...Array.from({ length: extra }, () => random.pick(names))]
    .map((kind) => ({ kind, order: random.next() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ kind }, number) => ({ kind, number }))
  const total = queue.length
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (let next = queue.shift(); next; next = queue.shift())
        await perform(next.kind, next.number)
    }),
  )
  const hasOpen = random.chance()
  if (hasOpen) {
    await Promise.all(Object.keys(openKinds).map((kind, index) => perform(kind, total + index)))
  }
  try {
    await untilTold(store, recording.id, expected)
    const timeout = hasOpen ? 100 : patience
    await withLimit(
      proxy.ask('stop', { id: recording.id, timeout }),
      `the end of round ${round}, lane ${lane}`,
    )
    // What came to the proxy's own port stays connected to it: only its recording is over.
    await withLimit(
      Promise.all([...expected.values()].map((wanted) => wanted?.afterStop?.(!isTagged))),
      `what was cut off in round ${round}, lane ${lane}, still open`,
    )
  } catch (error) {
    result.problems.push(error.message)
  }
  await clients.close()
  const found = await compareSession(store, recording.id, expected)
  for (const [path, { mayRepeat }] of expected) {
    const times = origins.times(path)
    const most = mayRepeat ? 1 + repeats : 1
    if (times > most) {
      result.problems.push(`${path} reached the server ${times} times (expected: ${most} at most)`)
    }
    origins.forget(path)
  }
  result.recordings++
  result.exchanges += found.entries
  result.absent += found.absent
  result.problems.push(...found.problems)
  await rm(join(store, 'sessions', recording.id), { recursive: true })
}

/**
 * Nobody speaks any more: no connection may be left, on either side of the proxy.
 *
 * @param {'sockets' | 'files'} what Files may be closed a little later; sockets are among them.
 */
async function calm({ origins, proxy, result }, what) {
  const until = Date.now() + patience
  for (;;) {
    // Connections to servers may be kept for the next time, so the servers end them.
    origins.closeIdle()
    const connections = await origins.connections()
    result.left = descriptors(proxy.pid)
    const more = (result.left?.[what] ?? 0) - (result.base?.[what] ?? 0)
    if (connections === 0 && more <= 0) return
    if (Date.now() > until) {
      const round = result.rounds
      result.problems.push(
        `after round ${round} ${connections} connections to servers and ${more} ${what} are left open`,
      )
      return
    }
    await sleep(20)
  }
}

async function withLimit(work, what) {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} after ${patience} ms`)), patience)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Compares the memory of the first and the last quarter of the rounds, after a tenth for warming up.
 *
 * @param {readonly number[]} memory MB after each round.
 * @returns {{ first: number, last: number, isFlat: boolean } | undefined} `undefined` for too few rounds.
 */
export function memoryTrend(memory) {
  const warm = memory.slice(Math.ceil(memory.length / 10))
  const quarter = Math.floor(warm.length / 4)
  if (quarter < 50) return undefined
  const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length
  const first = mean(warm.slice(0, quarter))
  const last = mean(warm.slice(-quarter))
  // Garbage is collected when it pays: a few MB up and down say nothing.
  return { first, last, isFlat: last - first < Math.max(20, first / 10) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()

async function main() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '60' },
      rounds: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const ending = new AbortController()
  process.once('SIGINT', () => ending.abort())
  const began = performance.now()
  const minutes = () => ((performance.now() - began) / 60_000).toFixed(1)
  let told = 0
  console.log(describeMachine())
  const result = await soak({
    minutes: Number(values.minutes),
    ...(values.rounds && { rounds: Number(values.rounds) }),
    ...(values.seed && { seed: values.seed }),
    signal: ending.signal,
    onRound({ exchanges, memory, problems, rounds }) {
      for (; told < problems.length && told < 50; told++) console.log(`\n${problems[told]}`)
      if (!process.stderr.isTTY) return
      const now = `${minutes()} min, ${rounds} rounds, ${exchanges} exchanges, ${problems.length} problems`
      process.stderr.write(`\r${now}, ${memory.at(-1)?.toFixed(0)} MB\u001B[K`)
    },
  })
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  const trend = memoryTrend(result.memory)
  const { absent, base, exchanges, left, problems, recordings, rounds, seed } = result
  if (values.json) console.log(JSON.stringify({ ...result, trend }))
  console.log(
    [
      `soak: ${minutes()} min, seed ${seed}, ${rounds} rounds, ${recordings} recordings`,
      `${exchanges} exchanges accounted for (and ${absent} broken off before their head was whole)`,
      base
        ? `open sockets ${base.sockets} -> ${left?.sockets}, files ${base.files} -> ${left?.files}`
        : 'descriptors unknown',
      trend
        ? `memory ${trend.first.toFixed(0)} -> ${trend.last.toFixed(0)} MB: ${trend.isFlat ? 'flat' : 'GROWING'}`
        : `memory ${result.memory.at(-1)?.toFixed(0)} MB, too few rounds for a trend`,
      `${problems.length} problems`,
    ].join('; '),
  )
  process.exitCode = problems.length > 0 || trend?.isFlat === false ? 1 : 0
}
