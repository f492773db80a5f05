// Records real servers several times through the proxy, unchanged and with one fault each, and
// compares the recordings: node eval/compare/real/run.mjs [--server shop|oidc] [--failures] [--verbose]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startProxy } from '@hartifact/core'
import { methods as allMethods } from '../methods/index.mjs'
import { judge } from '../protocol/judge.mjs'
import { findingText, tableText } from '../protocol/print.mjs'
import { atLeast } from '../protocol/summary.mjs'
import { failureTables, methodTable } from '../protocol/tables.mjs'
import { startHop } from './hop.mjs'
import { oidcCase } from './oidc-case.mjs'
import { record } from './record.mjs'
import { shopCase } from './shop-case.mjs'

const { values: options } = parseArgs({
  options: {
    server: { type: 'string' },
    method: { type: 'string' },
    operator: { type: 'string' },
    samples: { type: 'string', default: '1,3,5' },
    cleans: { type: 'string', default: '6' },
    failures: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const samples = options.samples.split(',').map(Number)
const methods = allMethods.filter(
  ({ isThere = () => true, name }) =>
    isThere() &&
    (options.method === undefined || name.toLowerCase().includes(options.method.toLowerCase())),
)
const cases = [shopCase, oidcCase].filter(({ name }) => name.includes(options.server ?? ''))

const folder = await mkdtemp(join(tmpdir(), 'hartifact-eval-'))
const proxy = await startProxy({ store: join(folder, 'store') })
try {
  for (const each of cases) await evaluateServer(each)
} finally {
  await proxy.stop()
  await rm(folder, { recursive: true, force: true })
}

async function evaluateServer(server) {
  const hop = await startHop()
  let count = 0
  const run = async (fault) => {
    const stop = await server.start({ hop, fault })
    try {
      return await record(proxy, folder, `run-${++count}`, (proxyUrl) =>
        server.visit(proxyUrl, hop.url),
      )
    } finally {
      await stop()
    }
  }
  const befores = []
  for (let at = 0; at < Math.max(...samples); at++) befores.push(await run())
  const cleans = []
  for (let at = 0; at < Number(options.cleans); at++) cleans.push(await run())
  const twin = await run()
  const faults = []
  for (const fault of server.faults) {
    if (options.operator === undefined || options.operator === fault.id)
      faults.push([fault, await run(fault)])
  }
  await hop.close()

  const runs = { cleanRuns: [], faultRuns: [] }
  const silentRows = []
  for (const k of samples) {
    for (const method of methods) {
      if (!method.learns && k !== samples[0]) continue
      const about = { app: server.name, seed: 1, k, method: method.name }
      const [before, ...baselines] = befores.slice(0, k)
      const compare = async (after) => {
        const begin = performance.now()
        const findings = await method.compare({ before, after, baselines })
        return { findings, milliseconds: performance.now() - begin }
      }
      const twinRun = await compare(twin)
      for (const after of cleans) runs.cleanRuns.push({ ...about, ...(await compare(after)) })
      for (const [fault, after] of faults) {
        const result = await compare(after)
        const judged = judgeOf(fault, after, befores[0], result, twinRun)
        if (options.verbose) show(about, fault, judged)
        const named = {
          ...about,
          id: fault.id,
          variant: fault.variant,
          expected: fault.expected,
          place: String(fault.touches),
          tags: [],
          milliseconds: result.milliseconds,
          ...judged,
        }
        if (fault.expected !== undefined) runs.faultRuns.push(named)
        else
          silentRows.push({
            method: method.name,
            k: String(k),
            change: fault.id,
            'new findings >= warning': String(
              atLeast(judged.due, 'warning', method.isGraded).length,
            ),
            'of them': [...new Set(judged.due.map(({ rule }) => rule))].slice(0, 3).join(' '),
          })
      }
    }
  }
  print(
    methodTable(
      runs,
      methods,
      `${server.name}: ${cleans.length} unchanged pairs, ${faults.length} faults, ${befores[0].tags.length} requests`,
    ),
  )
  if (silentRows.length > 0)
    print({ title: 'Changes that nobody should have to look at', rows: silentRows })
  const ours = methods.find(({ isGraded }) => isGraded) ?? methods.at(-1)
  if (options.failures && ours)
    for (const k of samples) for (const table of failureTables(runs, ours, k)) print(table)
}

function judgeOf(fault, after, before, { findings }, twinRun) {
  const touched = ({ tags }) =>
    tags.flatMap((tag, position) => (fault.touches.test(tag) ? [position] : []))
  const tags = new Set(touched(before).map((position) => before.tags[position]))
  const mutator = { expected: fault.expected, rules: [] }
  return judge(
    findings,
    twinRun.findings,
    { mutator, tags, afterEntries: new Set(touched(after)) },
    before,
  )
}

function show({ k, method }, fault, { due, falseAlarms, isFound, worst }) {
  console.log(
    `\n── ${fault.id} ${fault.variant}, ${k} sample(s), ${method}: ${isFound ? 'found' : 'MISSED'}, expected ${fault.expected ?? 'nothing'}, got ${worst ?? '-'}`,
  )
  for (const finding of due) console.log(`   due ${findingText(finding)}`)
  for (const finding of falseAlarms) console.log(`   ??? ${findingText(finding)}`)
}

function print(table) {
  console.log(`\n${tableText(table)}`)
}
