// What a request costs through Hartifact, beside other proxies and none: in turns, in one run.
// Options: --quick, --only PATTERN (of cells), --proxies LIST, --samples N, --seconds N, --json FILE.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeCertificate } from './support/certificate.mjs'
import { describeMachine } from './support/machine.mjs'
import { cpuSeconds, memory, resetPeak } from './support/process-facts.mjs'
import { contestants } from './support/proxies/contestants.mjs'
import { median, printTable } from './support/report.mjs'
import { startProcess } from './support/worker-process.mjs'

const { values: options } = parseArgs({
  // Arguments of `npm run bench` go to all benchmarks: some are for others.
  strict: false,
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    proxies: { type: 'string', default: Object.keys(contestants).join(',') },
    samples: { type: 'string' },
    seconds: { type: 'string' },
    json: { type: 'string' },
  },
})
const samples = Number(options.samples ?? (options.quick ? 2 : 5))
const milliseconds = 1000 * Number(options.seconds ?? (options.quick ? 0.2 : 1))
/** Before each sample, and unmeasured: connections are opened. */
const warmUp = milliseconds / 4

const cells = [
  ...['http', 'https'].flatMap((scheme) =>
    [1_000, 100_000].flatMap((size) =>
      [1, 50].map((connections) => ({ scheme, size, connections, fresh: false })),
    ),
  ),
  ...['http', 'https'].map((scheme) => ({ scheme, size: 1_000, connections: 10, fresh: true })),
]
  .map((cell) => ({ ...cell, name: nameOf(cell) }))
  .filter(({ name }) => name.includes(options.only) || new RegExp(options.only).test(name))

/** What Hartifact must reach in requests per second, as a multiple of another's. */
const targets = [
  { other: 'mitmdump', atLeast: ({ size }) => (size < 10_000 ? 2.5 : 1.5) },
  { other: 'mockttp', atLeast: () => 0.8 },
  // The limit of what can be reached in Node rather than a promise.
  { other: 'bare', atLeast: () => 0.7 },
]

const folder = await mkdtemp(join(tmpdir(), 'hartifact-bench-'))
const certificate = await makeCertificate()
const server = await startProcess('./upstream.mjs', certificate)
const client = await startProcess('./load.mjs', {})
const running = new Map()
let unaccounted = 0
try {
  console.log(describeMachine())
  await startAll(options.proxies.split(','))
  console.log(`${samples} samples of ${milliseconds / 1000} s for each cell\n`)
  const results = []
  for (const cell of cells) results.push(await measure(cell))
  printOverview(results)
  const ratios = printRatios(results)
  if (unaccounted > 0)
    console.log(`\n${unaccounted} requests are not as they must be in the sessions`)
  if (options.json) {
    const machine = describeMachine()
    const titles = Object.fromEntries([...running].map(([name, { title }]) => [name, title]))
    const report = { machine, samples, milliseconds, titles, results, ratios, unaccounted }
    await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`)
  }
  process.exitCode = unaccounted > 0 ? 1 : 0
} finally {
  await Promise.all([...running.values()].map(({ contestant }) => contestant.stop()))
  await Promise.all([server.stop(), client.stop()])
  await rm(folder, { recursive: true, force: true })
}

function nameOf({ connections, fresh, scheme, size }) {
  const what = fresh ? 'new connections' : `${size / 1000} KB`
  return `${scheme} ${what} c${connections}`
}

async function startAll(names) {
  for (const name of names) {
    const found = contestants[name]
    if (!found) {
      throw new Error(`There is no proxy "${name}", only ${Object.keys(contestants).join(', ')}.`)
    }
    const title = found.title()
    if (!title) {
      console.log(`${name.padEnd(16)} is not installed, and left out`)
      continue
    }
    const own = join(folder, name)
    await mkdir(own)
    const contestant = await found.start({ ...certificate, folder: own })
    running.set(name, { title, contestant })
    console.log(`${name.padEnd(16)} ${title}`)
    // Code is compiled once it has run often: the first cell must find it as warm as the last.
    for (const scheme of new Set(cells.map((cell) => cell.scheme))) {
      const cell = { scheme, size: 1_000, connections: 50, fresh: false }
      await sample(name, cell, options.quick ? 300 : 2_000, 'warm-up')
    }
  }
}

async function measure(cell) {
  const runs = Object.fromEntries([...running.keys()].map((name) => [name, []]))
  for (let round = 0; round < samples; round++) {
    // Whoever comes after a heavy neighbour may find the machine busy with its remains: take turns.
    const names = [...running.keys()]
    const order = [...names.slice(round % names.length), ...names.slice(0, round % names.length)]
    for (const name of order) {
      if (process.stderr.isTTY) {
        process.stderr.write(`\r${cell.name}: ${name}, ${round + 1} of ${samples}\u001B[K`)
      }
      runs[name].push(await sample(name, cell, milliseconds, `sample-${round}`))
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  const rows = Object.entries(runs).map(([name, list]) => [name, summarise(list)])
  printTable(
    cell.name,
    rows.map(([name, row]) => tableRow(name, row)),
  )
  return { cell, summary: Object.fromEntries(rows), runs }
}

async function sample(name, cell, duration, title) {
  const { contestant } = running.get(name)
  const { pid } = contestant
  const proxy = await contestant.begin(title)
  const { connections, fresh, scheme, size } = cell
  const plan = {
    proxy,
    connections,
    fresh,
    size,
    server: server.ready[scheme],
    secure: scheme === 'https',
  }
  const warm = await client.ask('load', { ...plan, milliseconds: warmUp, from: 0 })
  await contestant.settle()
  const before = pid && cpuSeconds(pid)
  if (pid) resetPeak(pid)
  const run = await client.ask('load', { ...plan, milliseconds: duration, from: warm.sent })
  await contestant.settle()
  const cpu = pid && cpuSeconds(pid)
  const peak = pid && memory(pid)?.peak
  await client.ask('close')
  const report = await contestant.end(warm.sent + run.sent, size)
  const errors = { ...run.errors }
  if (report) {
    const failed = sum(warm.errors) + sum(run.errors)
    unaccounted += report.missing + report.foreign + Math.max(0, report.wrong - failed)
  }
  return {
    perSecond: run.answered / run.seconds,
    p50: run.p50,
    p99: run.p99,
    ...(cpu !== undefined && { cpuPerThousand: ((cpu - before) / run.answered) * 1000 }),
    ...(peak !== undefined && { peak }),
    errors,
    ...(report && { sent: warm.sent + run.sent, session: report }),
  }
}

function summarise(runs) {
  const of = (figure) => {
    const values = runs.map((run) => run[figure]).filter((value) => value !== undefined)
    return values.length > 0 ? median(values) : undefined
  }
  const errors = {}
  for (const run of runs) {
    for (const [what, count] of Object.entries(run.errors))
      errors[what] = (errors[what] ?? 0) + count
  }
  const sessions = runs.flatMap(({ sent, session }) => (session ? [{ sent, ...session }] : []))
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p99: of('p99'),
    cpuPerThousand: of('cpuPerThousand'),
    peak: of('peak'),
    errors,
    ...(sessions.length > 0 && {
      sent: sessions.reduce((total, { sent }) => total + sent, 0),
      entries: sessions.reduce((total, { entries }) => total + entries, 0),
      wrong: sessions.reduce((total, one) => total + one.missing + one.foreign + one.wrong, 0),
    }),
  }
}

function tableRow(
  name,
  { cpuPerThousand, entries, errors, p50, p99, peak, perSecond, sent, wrong },
) {
  const failures = Object.entries(errors).map(([what, count]) => `${count} x ${what}`)
  return {
    '': name,
    'requests/s': perSecond.toFixed(0),
    'p50 ms': p50.toFixed(2),
    'p99 ms': p99.toFixed(2),
    'CPU s/1000': cpuPerThousand?.toFixed(2) ?? '-',
    'peak MB': peak?.toFixed(0) ?? '-',
    errors: failures.join(', ') || '0',
    'in the session':
      sent === undefined ? '' : `${entries} of ${sent}${wrong ? `, ${wrong} wrong` : ''}`,
  }
}

function printOverview(results) {
  const text = ({ cpuPerThousand, p50, p99, perSecond }) =>
    [perSecond.toFixed(0), p50.toFixed(2), p99.toFixed(1), cpuPerThousand?.toFixed(2)]
      .filter((figure) => figure !== undefined)
      .join(' · ')
  printTable(
    'All of it: requests/s · p50 ms · p99 ms · CPU seconds for 1,000 requests',
    results.map(({ cell, summary }) => ({
      '': cell.name,
      ...Object.fromEntries(Object.entries(summary).map(([name, row]) => [name, text(row)])),
    })),
  )
}

/** Medians of the ratios of each round, so that a slow moment of the machine hits both alike. */
function printRatios(results) {
  const ratios = results.flatMap(({ cell, runs }) =>
    targets
      .filter(({ other }) => runs.hartifact && runs[other])
      .map(({ atLeast, other }) => {
        const ratio = (figure) =>
          median(runs.hartifact.map((run, round) => run[figure] / runs[other][round][figure]))
        const target = atLeast(cell)
        const perSecond = ratio('perSecond')
        const cpu = 1 / ratio('cpuPerThousand')
        return { cell: cell.name, other, perSecond, cpu, target, met: perSecond >= target }
      }),
  )
  if (ratios.length === 0) return ratios
  printTable(
    'Hartifact beside the others: requests/s (and work for the same CPU time)',
    results.map(({ cell }) => ({
      '': cell.name,
      ...Object.fromEntries(
        ratios
          .filter((one) => one.cell === cell.name)
          .map(({ cpu, met, other, perSecond, target }) => [
            `/ ${other}`,
            `${perSecond.toFixed(2)}x${Number.isNaN(cpu) ? '' : ` (${cpu.toFixed(2)}x)`} ${met ? 'met' : 'below'} ${target}`,
          ]),
      ),
    })),
  )
  for (const { other } of targets) {
    const own = ratios.filter((one) => one.other === other)
    if (own.length === 0) continue
    const met = own.filter((one) => one.met).length
    console.log(`Hartifact/${other}: ${met} of ${own.length} cells at the target or above`)
  }
  return ratios
}

function sum(counts) {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
