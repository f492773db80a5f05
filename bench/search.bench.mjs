// Searches in 1,000,000 entries, beside a plain scan of the same files for one text, in turns. The
// stores are made at the first run and kept in the temporary folder.
// Options: --quick (a tenth of the entries), --only PATTERN (of queries), --samples N, --json FILE.
import { open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStore } from '@hartifact/core'
import { describeMachine } from './support/machine.mjs'
import { median, printTable } from './support/report.mjs'
import { searchStore } from './support/search-store.mjs'

const { values: options } = parseArgs({
  // Arguments of `npm run bench` go to all benchmarks: some are for others.
  strict: false,
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    samples: { type: 'string' },
    json: { type: 'string' },
  },
})
const samples = Number(options.samples ?? (options.quick ? 3 : 5))
const stores = options.quick
  ? [
      [100, 1000],
      [1, 10_000],
    ]
  : [
      [1000, 1000],
      [1, 100_000],
    ]

/** What is searched for, and a text that a plain scan can look for instead. */
const queries = [
  { query: 'tag:bug', text: '"bug"' },
  { query: 'status:5xx host:api.*', text: '"status":503' },
  { query: 'method:POST status:404 time:>900ms', text: '"status":404' },
  { query: 'in:annotation "race condition"', text: 'race condition' },
  { query: 'in:url no-such-path', text: 'no-such-path' },
  { query: '"race condition"', text: 'race condition', packs: true },
  { query: 'in:body "race condition"', text: 'race condition', packs: true },
].filter(({ query }) => new RegExp(options.only).test(query))

const seconds = async (work) => {
  const began = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - began) / 1000 }
}

async function search(folder, query) {
  const store = await openStore(folder)
  let found = 0
  for await (const _ of store.search(query)) found++
  await store.close()
  return found
}

/** Reads all files into one buffer, piece by piece, and counts a text. */
async function scan(files, text) {
  const buffer = Buffer.alloc(4 * 1024 * 1024)
  let found = 0
  for (const file of files) {
    const handle = await open(file)
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length)
      if (bytesRead === 0) break
      const piece = buffer.subarray(0, bytesRead)
      for (let at = piece.indexOf(text); at >= 0; at = piece.indexOf(text, at + 1)) found++
    }
    await handle.close()
  }
  return found
}

async function filesOf(folder, ending) {
  const names = await readdir(join(folder, 'sessions'), { recursive: true })
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, 'sessions', name))
}

async function sizeOf(files) {
  let size = 0
  for (const file of files) {
    const handle = await open(file)
    size += (await handle.stat()).size
    await handle.close()
  }
  return size
}

const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`
const results = []
console.log(describeMachine())
for (const [sessions, entries] of stores) {
  const folder = await searchStore(sessions, entries)
  const journals = await filesOf(folder, '.ndjson')
  const packs = await filesOf(folder, '.pack')
  const rows = []
  for (const { packs: withPacks, query, text } of queries) {
    const files = withPacks ? [...journals, ...packs] : journals
    const rounds = []
    // The first round warms up.
    for (let round = 0; round <= samples; round++) {
      const plain = await seconds(() => scan(files, text))
      const searched = await seconds(() => search(folder, query))
      if (round > 0)
        rounds.push({ plain: plain.seconds, found: searched.result, ours: searched.seconds })
    }
    const ours = median(rounds.map((round) => round.ours))
    const plain = median(rounds.map((round) => round.plain))
    const ratio = median(rounds.map((round) => round.ours / round.plain))
    const { found } = rounds[0]
    results.push({ sessions, entries, query, found, ours, plain, ratio, rounds })
    rows.push({
      query: `\`${query}\``,
      found: String(found),
      search: `${ours.toFixed(2)} s`,
      'plain scan': `${plain.toFixed(2)} s`,
      ratio: ratio.toFixed(1),
      slowest: `${Math.max(...rounds.map((round) => round.ours)).toFixed(2)} s`,
    })
  }
  const size = `${megabytes(await sizeOf(journals))} of journals, ${megabytes(await sizeOf(packs))} of bodies`
  printTable(`${sessions} session(s) of ${entries} entries: ${size}`, rows)
}
if (options.json) await writeFile(options.json, JSON.stringify(results, undefined, 2))
