// What people wait for: the list of 1,000 sessions, and a session of 100,000 entries that is opened,
// filtered and counted. Each beside the least that has to be done for it, in turns, in one run.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '@hartifact/core'
import { describeMachine } from './support/machine.mjs'
import { median, printTable } from './support/report.mjs'
import { searchStore } from './support/search-store.mjs'

const rounds = process.argv.includes('--quick') ? 3 : 7

const many = await searchStore(1000, 1000)
const large = await searchStore(1, 100_000)

/** Milliseconds of each, in turns, after one turn that does not count. */
async function inTurns(work) {
  const times = work.map(() => [])
  for (let round = -1; round < rounds; round++) {
    for (const [index, run] of work.entries()) {
      const start = performance.now()
      await run()
      if (round >= 0) times[index].push(performance.now() - start)
    }
  }
  return times.map(median)
}

const sessionsOf = (folder) =>
  readdirSync(join(folder, 'sessions')).map((id) => join(folder, 'sessions', id))

/** Names and content of the small files, one after the other. */
function readManifests() {
  for (const session of sessionsOf(many)) {
    readdirSync(session)
    JSON.parse(readFileSync(join(session, 'manifest.json'), 'utf8'))
  }
}

/** Every line of the journal as an object. */
function parseJournal() {
  const [session] = sessionsOf(large)
  for (const line of readFileSync(join(session, 'seg-0001.ndjson'), 'utf8').split('\n')) {
    if (line !== '') JSON.parse(line)
  }
}

/** Opens a store, does something with it, and closes it. */
async function within(folder, work) {
  const store = await openStore(folder)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const onlySession = (work) => () =>
  within(large, async (store) => {
    const [session] = await store.list()
    await work(session)
  })

const count = (filter) =>
  onlySession(async (session) => {
    let found = 0
    for await (const { id } of session.entries(filter)) if (id) found++
    return found
  })

const [floor, listed, sorted] = await inTurns([
  readManifests,
  () => within(many, (store) => store.summaries()),
  () =>
    within(many, (store) =>
      store.summaries({ sort: 'requests', descending: true, name: 'suite 9' }),
    ),
])
const [parsed, opened, filtered, queried, counted] = await inTurns([
  parseJournal,
  onlySession((session) => session.refresh()),
  count({ status: '5xx', host: 'api.*' }),
  count('status:5xx host:api.*'),
  onlySession((session) => session.stats()),
])

const row = (what, time, beside) => ({
  what,
  median: `${time.toFixed(0)} ms`,
  ratio: (time / beside).toFixed(2),
})
console.log(describeMachine())
printTable('1,000 sessions of 1,000 entries; ratio to reading their manifests with plain calls', [
  row('plain: names and manifests, one after the other', floor, floor),
  row('store.summaries()', listed, floor),
  row('the same, sorted and filtered', sorted, floor),
])
printTable('A session of 100,000 entries; ratio to JSON.parse of every line', [
  row('plain: JSON.parse of every line', parsed, parsed),
  row('opened: every line checked and indexed', opened, parsed),
  row('filter { status, host }', filtered, parsed),
  row('query status:5xx host:api.*', queried, parsed),
  row('session.stats()', counted, parsed),
])
