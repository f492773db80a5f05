import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openStore, type SessionStore } from '@hartifact/core'
import { expect, test } from 'vitest'
import { repeats } from './support/repeats.ts'
import { temporaryFolder } from './support/servers.ts'

const program = fileURLToPath(new URL('support/lock-child.mjs', import.meta.url))
const processes = 8
const rounds = repeats(40, 200)

interface Contender {
  readonly child: ChildProcess
  readonly lines: AsyncIterator<string>
}

async function start(store: string): Promise<Contender> {
  const child = spawn(process.execPath, [program, store], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('ready')
  return { child, lines }
}

/** Tells all of them something at once, and gives what each answers. */
async function tell(contenders: readonly Contender[], line: string): Promise<string[]> {
  for (const { child } of contenders) child.stdin!.write(`${line}\n`)
  return Promise.all(contenders.map(async ({ lines }) => String((await lines.next()).value)))
}

test('of 8 processes that take over a stale lock at once, one gets it, each time', async () => {
  await using folder = await temporaryFolder()
  const location = join(folder.path, 'store')
  await using store = await openStore(location)
  const stale = await staleLock(store)
  const contenders = await Promise.all(Array.from({ length: processes }, () => start(location)))
  const outcomes: string[][] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const { id } = await store.create(`round ${round}`)
      await writeFile(join(location, 'sessions', id, 'lock.0001'), stale)
      outcomes.push((await tell(contenders, id)).toSorted())
      await tell(contenders, 'release')
    }
  } finally {
    for (const { child } of contenders) child.stdin!.end()
    await Promise.all(contenders.map(({ child }) => once(child, 'exit')))
  }
  const one = [...Array.from({ length: processes - 1 }, () => 'SESSION_LOCKED'), 'owner']
  expect(outcomes).toEqual(Array.from({ length: rounds }, () => one))
})

/** The lock of a process of this machine that is gone. */
async function staleLock(store: SessionStore): Promise<string> {
  const session = await store.create('template')
  await session.annotate({ note: 'whose lock shows what one looks like' })
  const path = join(store.location, 'sessions', session.id, 'lock.0001')
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await once(child, 'exit')
  const lock = JSON.parse(await readFile(path, 'utf8'))
  return JSON.stringify({ ...lock, pid: child.pid, token: 'stale', purpose: 'capture' })
}
