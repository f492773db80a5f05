// How often the comparison of latency is wrong, and how often it finds what is slower: simulated
// suites of 30 endpoints, waits lognormal with sigma 0.25 and 3 % spikes of two to five times, and a
// drift that all calls of a session share. Each line compares `--runs=N` pairs (default 1000).
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../scripts/run.mjs'
import { describeMachine } from './support/machine.mjs'
import { printTable } from './support/report.mjs'

const built = join(root, 'packages/core/dist/compare/measure/latency.js')
const { measureLatency } = await import(pathToFileURL(built).href)

const given = process.argv.find((argument) => argument.startsWith('--runs='))?.split('=')[1]
const runs = Number(given ?? (process.argv.includes('--quick') ? 100 : 1000))

/** What a line of the tables simulates, where it does not say otherwise. */
const usual = { endpoints: 30, calls: 10, samples: 1, drift: 0.2, sigma: 0.25, spikes: 0.03 }

/** Seeded numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** One session; `change` makes the wait of a call of the first endpoint what it is in the new release. */
function session(random, bases, plan, change = (wait) => wait) {
  const drift = Math.exp(plan.drift * normal(random)) * (plan.all ?? 1)
  const exchanges = []
  for (const [endpoint, base] of bases.entries()) {
    const isRestless = endpoint > 0 && endpoint <= (plan.restless ?? 0)
    for (let call = 0; call < plan.calls; call++) {
      const isSpike = random() < (isRestless ? 0.2 : plan.spikes)
      const usually =
        base * Math.exp(plan.sigma * normal(random)) * drift * (isSpike ? 2 + 3 * random() : 1)
      const wait = endpoint === 0 ? change(usually, call) : usually
      const total = wait + 1 + 3 * Math.exp(0.5 * normal(random)) * drift
      const entry = { response: { status: 200, headers: [] }, timings: { wait, total } }
      exchanges.push({ endpoint: `E${endpoint}`, exchange: { number: exchanges.length, entry } })
    }
  }
  return exchanges
}

function simulate(what, settings) {
  const { all, change, ...plan } = { ...usual, ...settings }
  const random = randomNumbers(1)
  const counts = { wrong: 0, found: 0, all: 0 }
  for (let run = 0; run < runs; run++) {
    const bases = Array.from({ length: plan.endpoints }, (_, endpoint) =>
      endpoint === 0 ? 150 : 120 * Math.exp(0.7 * normal(random)),
    )
    const samples = Array.from({ length: plan.samples }, () => session(random, bases, plan))
    const after = session(random, bases, { ...plan, all }, change)
    const { measurements } = measureLatency({ samples, after })
    const slower = measurements.filter(({ rule }) => rule === 'latency.slower')
    if (measurements.some(({ rule }) => rule === 'latency.all-slower')) counts.all++
    if (change && slower.some(({ endpoint }) => endpoint === 'E0')) counts.found++
    if (slower.some(({ endpoint }) => !change || endpoint !== 'E0')) counts.wrong++
  }
  const percent = (count) => `${((100 * count) / runs).toFixed(1)} %`
  return {
    what,
    'suites with a false alarm': percent(counts.wrong),
    found: change ? percent(counts.found) : '-',
    'all slower': percent(counts.all),
  }
}

const times = (factor) => (wait) => wait * factor
const everyThird = (wait, call) => (call % 3 === 2 ? wait + 400 : wait)

const began = performance.now()
const tables = {
  'Nothing changed': [
    ['10 calls, drift 0', { drift: 0 }],
    ['10 calls, drift 0.08', { drift: 0.08 }],
    ['6 calls, drift 0.2', { calls: 6 }],
    ['10 calls, drift 0.2', {}],
    ['20 calls, drift 0.2', { calls: 20 }],
    ['10 calls, three sessions of before', { samples: 3 }],
    ['10 calls, 3 endpoints', { endpoints: 3 }],
    ['20 calls, 4 endpoints of which every fifth call is slow', { calls: 20, restless: 4 }],
  ],
  'One endpoint is slower, drift 0.2': [
    ['x2, 6 calls', { calls: 6, change: times(2) }],
    ['x2, 10 calls', { change: times(2) }],
    ['x2, 10 calls, three sessions of before', { samples: 3, change: times(2) }],
    ['x1.5, 20 calls', { calls: 20, change: times(1.5) }],
    ['every third call +400 ms, 12 calls', { calls: 12, change: everyThird }],
    ['every third call +400 ms, 20 calls', { calls: 20, change: everyThird }],
  ],
  'All endpoints take 1.3 times as long': [
    ['10 calls, drift 0.03', { drift: 0.03, all: 1.3 }],
    ['10 calls, drift 0.03, three sessions of before', { drift: 0.03, samples: 3, all: 1.3 }],
  ],
}
console.log(describeMachine())
for (const [title, lines] of Object.entries(tables)) {
  printTable(
    title,
    lines.map(([what, settings]) => simulate(what, settings)),
  )
}
const lines = Object.values(tables).flat().length
console.log(`\n${((performance.now() - began) / (lines * runs)).toFixed(1)} ms for each comparison`)
