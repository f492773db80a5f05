// Compares sessions of 30 and of 10,000 entries, and one pair of responses of 1 MB, beside parsing
// the same bodies as JSON, in turns. Each in a process of its own, for its peak of memory.
// Options: --quick (1,000 entries), --samples N.
import { fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import { compare } from '@hartifact/core'
import { describeMachine } from './support/machine.mjs'
import { manyEntries } from './support/many-entries.mjs'
import { median, printTable } from './support/report.mjs'

const { values: options } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    samples: { type: 'string' },
    child: { type: 'string' },
  },
})
const samples = Number(options.samples ?? 5)

/** Both sides of each case. */
const cases = {
  '30 entries': () => sides(30),
  [options.quick ? '1,000 entries' : '10,000 entries']: () => sides(options.quick ? 1000 : 10_000),
  '1 MB of JSON, items moved': () => bigSides(),
}

function sides(count) {
  return [manyEntries({ count, seed: 1 }), manyEntries({ count, seed: 2 })]
}

/** 2,600 objects: five differ, two stand elsewhere. */
function bigSides() {
  const [before] = sides(1).map((side) => ({ ...side }))
  const items = Array.from({ length: 2600 }, (_, at) => ({
    id: `item-${at}`,
    name: `Thing number ${at}`,
    tags: ['new', `group-${at % 7}`],
    price: at + 0.25,
    about:
      'Something that is described in many words, so that it takes some space on the wire. '.repeat(
        3,
      ),
  }))
  const changed = structuredClone(items)
  for (const at of [3, 700, 1300, 1900, 2500]) changed[at].price += 1
  changed.splice(10, 0, ...changed.splice(2000, 1))
  changed.splice(2100, 0, ...changed.splice(50, 1))
  return [withBody(before, { items }), withBody(before, { items: changed })]
}

function withBody(side, value) {
  const bytes = Buffer.from(JSON.stringify(value))
  const [entry] = side.entries
  const body = { sha256: String(bytes.length) + JSON.stringify(value).length, size: bytes.length }
  const sha256 = body.sha256 + (value.items[10].id === 'item-10' ? 'a' : 'b')
  const response = { ...entry.response, body: { ...body, sha256 } }
  const url = 'https://api.things.test/api/things'
  return {
    name: 'big',
    entries: [
      { ...entry, request: { ...entry.request, method: 'GET', url, body: undefined }, response },
    ],
    body: () => bytes,
  }
}

function parseAll(session) {
  for (const { request, response } of session.entries) {
    for (const ref of [request.body, response.body])
      if (ref) JSON.parse(session.body(ref).toString())
  }
}

const timed = async (work) => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function measure(name) {
  const [before, after] = cases[name]()
  const base = process.memoryUsage().rss
  const figures = { parse: [], compare: [] }
  // Loading the parsers is start-up, and the first runs warm up.
  for (let round = -2; round < samples; round++) {
    const parse = await timed(() => [before, after].map(parseAll))
    const compared = await timed(() => compare(before, after, { settings: false, latency: false }))
    if (round < 0) continue
    figures.parse.push(parse)
    figures.compare.push(compared)
  }
  const { maxRSS } = process.resourceUsage()
  return {
    parse: median(figures.parse),
    compare: median(figures.compare),
    sessions: base / 1e6,
    peak: maxRSS / 1e3,
  }
}

if (options.child) {
  process.send(await measure(options.child))
  process.disconnect()
} else {
  console.log(describeMachine())
  const rows = []
  for (const name of Object.keys(cases)) {
    const parameters = [
      '--child',
      name,
      '--samples',
      String(samples),
      ...(options.quick ? ['--quick'] : []),
    ]
    const child = fork(import.meta.filename, parameters)
    const figures = await new Promise((resolve, reject) => {
      child.once('message', resolve)
      child.once('error', reject)
      child.once('exit', (code) =>
        reject(new Error(`The process for "${name}" ended with ${code}.`)),
      )
    })
    rows.push({
      sessions: name,
      compare: `${figures.compare.toFixed(1)} ms`,
      'parse as JSON': `${figures.parse.toFixed(1)} ms`,
      ratio: (figures.compare / figures.parse).toFixed(1),
      'memory with the sessions': `${Math.round(figures.sessions)} MB`,
      'peak of memory': `${Math.round(figures.peak)} MB`,
    })
  }
  printTable('Comparison beside parsing the same bodies, medians', rows)
}
