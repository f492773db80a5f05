import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openStore } from '@hartifact/core'
import { expect, test } from 'vitest'
import { cliPath } from './support/cli.ts'
import { repeats } from './support/repeats.ts'
import { all, serve, temporaryFolder } from './support/servers.ts'

const rounds = repeats(6, 12)
/** Requests that the last one is killed after. */
const longest = 363

/** Sends requests one after the other, for ever, by the proxy of its environment. */
const client = `
  const url = process.argv[1]
  for (let number = 0; ; number++) await (await fetch(url + number, { method: 'POST', body: 'x'.repeat(number) })).text()`

test('whenever "record" is killed, the session can be read, continued and exported', async () => {
  await using folder = await temporaryFolder()
  const location = join(folder.path, 'store')
  const counts: number[] = []
  for (let round = 0; round < rounds; round++) {
    const wanted = Math.round(longest * (round / (rounds - 1)) ** 2)
    let seen = 0
    let enough = (): void => {}
    const reached = new Promise<void>((resolve) => (enough = resolve))
    await using origin = await serve((request, response) => {
      if (seen++ >= wanted) enough()
      request.pipe(response)
    })
    const command = [
      cliPath,
      '--store',
      location,
      'record',
      '--session',
      `round ${round}`,
      '--',
      process.execPath,
      '--input-type=module',
      '-e',
      client,
      `${origin.url}/`,
    ]
    const child = spawn(process.execPath, command, { stdio: 'ignore', detached: true })
    await reached
    const ended = once(child, 'exit')
    process.kill(-child.pid!, 'SIGKILL')
    await ended

    await using store = await openStore(location)
    const session = await store.open(`round ${round}`)
    const { problems } = await session.verify()
    expect(problems.filter(({ what }) => !what.includes('cut off'))).toEqual([])
    expect(session.info.state).toBe('crashed')
    const entries = await all(session.entries())
    counts.push(entries.length)
    expect(entries.length).toBeGreaterThanOrEqual(Math.min(wanted, 1))
    const { entries: exported } = await session.export(join(folder.path, `${round}.har`))
    expect(exported).toBe(entries.length)
  }
  await using store = await openStore(location)
  expect(await store.list()).toHaveLength(rounds)
  expect(counts.some((count) => count > 100)).toBe(true)
})
