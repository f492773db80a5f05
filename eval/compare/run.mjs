// Evaluates compare() and other methods on simulated applications, see README.md beside this file.
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { holdOutApps, tuningApps } from './apps/index.mjs'
import { methods as allMethods } from './methods/index.mjs'
import { evaluateInThreads } from './protocol/threads.mjs'
import { latencyTable } from './protocol/latency.mjs'
import { findingText, tableText } from './protocol/print.mjs'
import { checkSimulators } from './protocol/sanity.mjs'
import { failureTables, methodTable, operatorTable } from './protocol/tables.mjs'

const { values: options } = parseArgs({
  options: {
    app: { type: 'string', multiple: true },
    method: { type: 'string' },
    operator: { type: 'string' },
    seed: { type: 'string' },
    seeds: { type: 'string', default: '6' },
    pairs: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    samples: { type: 'string', default: '1,3,5' },
    'hold-out': { type: 'boolean', default: false },
    'only-hold-out': { type: 'boolean', default: false },
    operators: { type: 'boolean', default: false },
    failures: { type: 'boolean', default: false },
    latency: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    markdown: { type: 'string' },
  },
})

const samples = options.samples.split(',').map(Number)
const seeds = options.seed
  ? [Number(options.seed)]
  : Array.from({ length: Number(options.seeds) }, (_, at) => at + 1)
const apps = chosenApps()
const methods = allMethods.filter(
  ({ isThere = () => true, name }) =>
    isThere() &&
    (options.method === undefined || name.toLowerCase().includes(options.method.toLowerCase())),
)
const ours = methods.find(({ isGraded }) => isGraded)
const texts = []
const print = (table) => {
  const text = tableText(table)
  texts.push(text)
  console.log(`\n${text}`)
}

if (options.check) process.exitCode = check()
else if (options.latency) print(await latencyTable(seeds, ours))
else await compareAll()
if (options.markdown) await writeFile(options.markdown, `${texts.join('\n\n')}\n`)

function chosenApps() {
  const known = [...tuningApps, ...holdOutApps]
  if (options.app) return known.filter(({ name }) => options.app.includes(name))
  if (options['only-hold-out']) return holdOutApps
  return options['hold-out'] ? known : tuningApps
}

function check() {
  const { coverage, problems } = checkSimulators(apps, seeds)
  print(coverage)
  console.log(
    problems.length === 0 ? '\nThe simulators are as they should be.' : `\n${problems.join('\n')}`,
  )
  return problems.length === 0 ? 0 : 1
}

async function compareAll() {
  const begin = performance.now()
  const isLive = process.stderr.isTTY
  const runs = await evaluateInThreads({
    apps: apps.map(({ name }) => name),
    methods: methods.map(({ name }) => name),
    samples,
    seeds,
    pairs: Number(options.pairs),
    operator: options.operator,
    threads: Number(options.threads),
    progress: isLive ? (text) => process.stderr.write(`\r\u001B[K${text}`) : () => {},
  })
  if (isLive) process.stderr.write('\r\u001B[K')
  if (options.verbose) show(runs)
  print(
    methodTable(
      runs,
      methods,
      `${seeds.length} tests of each application, ${runs.cleanRuns.length} unchanged pairs, ${runs.faultRuns.length} faults`,
    ),
  )
  const told = ours ?? methods.at(-1)
  if (options.operators && told) for (const k of samples) print(operatorTable(runs, told.name, k))
  if (options.failures && told) {
    for (const k of samples) {
      console.log(`\n── ${told.name}, ${k} sample(s) of before ──`)
      for (const table of failureTables(runs, told, k)) print(table)
    }
  }
  await save(runs)
  console.log(`\n${((performance.now() - begin) / 1000).toFixed(0)} s`)
}

function show({ cleanRuns, faultRuns }) {
  for (const { app, findings, k, method, seed } of cleanRuns) {
    console.log(
      `\n── ${app} ${seed}, unchanged, ${k} sample(s), ${method}: ${findings.length} findings`,
    )
    for (const finding of findings) console.log(`   ${findingText(finding)}`)
  }
  for (const run of faultRuns) {
    const {
      app,
      due,
      expected,
      falseAlarms,
      id,
      isFound,
      k,
      method,
      place,
      seed,
      silenced,
      tags,
      variant,
      worst,
    } = run
    console.log(
      `\n── ${app} ${seed}, ${id} ${variant} at ${tags.slice(0, 3).join(' ')} ${place}, ${k} sample(s), ${method}: ${isFound ? 'found' : 'MISSED'}, expected ${expected}, got ${worst ?? '-'}`,
    )
    for (const finding of due) console.log(`   due ${findingText(finding)}`)
    for (const finding of silenced) console.log(`   zzz ${findingText(finding)}`)
    for (const finding of falseAlarms) console.log(`   ??? ${findingText(finding)}`)
  }
}

async function save(runs) {
  const folder = join(import.meta.dirname, 'results')
  await mkdir(folder, { recursive: true })
  const name = apps.map((app) => app.name).join('-')
  await writeFile(join(folder, `${name}.json`), JSON.stringify(runs, undefined, 1))
}
