import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openStore } from '@hartifact/core'

const child = fileURLToPath(new URL('./crash-child.mjs', import.meta.url))

/**
 * Kills a recording process at random moments and reads what it left.
 *
 * @param {{ rounds: number, onRound?: (round: number) => void }} options
 * @returns {Promise<{ acknowledged: number, found: number, lost: string[], unreadable: string[] }>}
 */
export async function crashLoop({ onRound, rounds }) {
  const origin = createServer((request, response) => request.pipe(response)).listen(0, '127.0.0.1')
  await once(origin, 'listening')
  const url = `http://127.0.0.1:${origin.address().port}`
  const folder = await mkdtemp(join(tmpdir(), 'hartifact-crash-'))
  const total = { acknowledged: 0, found: 0, lost: [], unreadable: [] }
  try {
    for (let round = 0; round < rounds; round++) {
      const store = join(folder, String(round))
      const { acknowledged, session } = await killed(store, url)
      const result = await inspect(store, session, acknowledged)
      total.acknowledged += acknowledged.length
      total.found += result.found
      total.lost.push(...result.lost.map((path) => `round ${round}: ${path}`))
      total.unreadable.push(...result.unreadable.map((what) => `round ${round}: ${what}`))
      await rm(store, { recursive: true, force: true })
      onRound?.(round + 1)
    }
  } finally {
    origin.closeAllConnections()
    origin.close()
    await rm(folder, { recursive: true, force: true })
  }
  return total
}

/** Runs the recording process and kills it after a random number of acknowledgements. */
async function killed(store, origin) {
  const process_ = spawn(process.execPath, [child, store, origin], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(process_, 'exit')
  const acknowledged = []
  const killAfter = Math.floor(Math.random() * 40)
  let session = ''
  for await (const line of createInterface({ input: process_.stdout })) {
    const [word, value] = line.split(' ')
    if (word === 'session') session = value
    else acknowledged.push(value)
    if (process_.killed || acknowledged.length < killAfter) continue
    // Somewhere inside of the next batch.
    for (let turns = Math.floor(Math.random() * 200); turns > 0; turns--) await turn()
    process_.kill('SIGKILL')
  }
  await exited
  return { acknowledged, session }
}

async function inspect(store, sessionId, acknowledged) {
  const lost = new Set(acknowledged)
  const unreadable = []
  let found = 0
  // Node 20 runs this file as it is, and knows no `await using`.
  const opened = await openStore(store)
  const session = await opened.open(sessionId)
  if (session.info.state !== 'crashed') unreadable.push(`state ${session.info.state}`)
  for await (const entry of session.entries()) {
    const path = new URL(entry.request.url).pathname
    if (!entry.response) {
      if (entry.failure?.kind !== 'unfinished') unreadable.push(`${path} has no end`)
      continue
    }
    found++
    for (const message of [entry.request, entry.response]) {
      const body = Buffer.from(await session.body(message.body))
      const { truncated } = message.body ?? {}
      if (!truncated && !body.equals(Buffer.alloc(body.length, path)))
        unreadable.push(`${path} has a wrong body`)
    }
    lost.delete(path)
  }
  if ((await session.stats()).damages > 1) unreadable.push('more than the last line is damaged')
  await opened.close()
  return { found, lost: [...lost], unreadable }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rounds = Number(process.argv[2] ?? 200)
  const result = await crashLoop({
    rounds,
    onRound: (round) => process.stderr.isTTY && process.stderr.write(`\r${round}/${rounds}`),
  })
  console.log(JSON.stringify({ rounds, ...result }, null, 2))
  process.exitCode = result.lost.length + result.unreadable.length > 0 ? 1 : 0
}
