import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openStore, readHar } from '@hartifact/core'
import { expect, test } from 'vitest'
import { all, serve, temporaryFolder } from './support/servers.ts'

const rounds = 4
const program = fileURLToPath(new URL('support/crash-child.mjs', import.meta.url))

/** A process that records until it is killed; settles when its first exchanges are acknowledged. */
async function recorder(store: string, url: string): Promise<{ child: ChildProcess; id: string }> {
  const child = spawn(process.execPath, [program, store, url, '10,100,1000,2000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let id = ''
  const lines = createInterface({ input: child.stdout })
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.startsWith('session ')) id = line.slice('session '.length)
      if (line.startsWith('ack ')) resolve()
    })
  })
  return { child, id }
}

test('two processes write two sessions while a third lists, searches, exports and annotates', async () => {
  await using origin = await serve((request, response) => void request.pipe(response))
  await using folder = await temporaryFolder()
  const location = join(folder.path, 'store')
  const writers = await Promise.all([
    recorder(location, origin.url),
    recorder(location, origin.url),
  ])
  await using store = await openStore(location)
  try {
    for (let round = 0; round < rounds; round++) {
      const rows = await store.summaries()
      expect(rows.map(({ state }) => state)).toEqual(['recording', 'recording'])
      const hits = await all(store.search('method:POST url:**/0-1 in:url 0-1'))
      expect(new Set(hits.map(({ session }) => session.id))).toEqual(
        new Set(writers.map(({ id }) => id)),
      )
      for (const { id } of writers) {
        const session = await store.open(id)
        const { entries, path } = await session.export(join(folder.path, `${round}-${id}.har`))
        const read = readHar(await readFile(path, 'utf8'))
        expect(read.entries).toHaveLength(entries)
        expect(entries).toBeGreaterThanOrEqual(4)
        await session.annotate({ note: `round ${round}` })
      }
    }
  } finally {
    const ended = writers.map(async ({ child }) => once(child, 'exit'))
    for (const { child } of writers) child.kill('SIGKILL')
    await Promise.all(ended)
  }
  for (const check of await all(store.verify())) {
    expect(check.problems.filter(({ what }) => !what.includes('cut off'))).toEqual([])
    expect(check.state).toBe('crashed')
  }
  const [first] = await store.list()
  expect(first?.annotations).toHaveLength(rounds)
}, 60_000)
