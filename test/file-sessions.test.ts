import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { manifestPath, openStore, readTestManifest, type TestManifest } from '@hartifact/core'
import {
  FileSessions,
  resolveAdapterOptions,
  sharedProxy,
  type TestIdentity,
} from '@hartifact/node-clients/test-runner'
import { describe, expect, test } from 'vitest'
import { all, serve, temporaryFolder } from './support/servers.ts'

const passed = { status: 'passed', failed: false } as const
const failed = { status: 'failed', failed: true } as const
const hello = () => serve((request, response) => void response.end(`hello ${request.url}`))

function named(...titlePath: string[]): TestIdentity {
  return { titlePath, retry: 0 }
}

async function open(options: object = {}, file: object = {}) {
  const folder = await temporaryFolder()
  const resolved = resolveAdapterOptions(options, folder.path)
  const testFile = {
    runner: 'jest' as const,
    path: join(folder.path, 'login.test.js'),
    rootDir: folder.path,
    ...file,
  }
  const proxy = await sharedProxy(resolved)
  const sessions = await FileSessions.open({ proxy, options: resolved, file: testFile })
  return {
    sessions,
    folder: folder.path,
    /** Closes it, and tells what is left. */
    async end(): Promise<{ manifest: TestManifest; paths: Record<string, string[]> }> {
      await sessions.close()
      await using store = await openStore(join(folder.path, '.hartifact'))
      const paths: Record<string, string[]> = {}
      for (const session of await store.list()) {
        const entries = await all(session.entries())
        const list = entries.map(({ request }) => new URL(request.url).pathname)
        ;(paths[session.name] ??= []).push(...list)
      }
      const manifest = await readTestManifest(manifestPath(resolved.outputDir, testFile))
      return { manifest: manifest!, paths }
    },
    async [Symbol.asyncDispose]() {
      await sessions.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('FileSessions', () => {
  test('tests that run at once have each their own session; what is silent has none', async () => {
    await using server = await hello()
    await using scope = await open()
    const { sessions } = scope
    await fetch(`${server.url}/before`)
    const [login, pay, silent] = await Promise.all(
      ['logs in', 'pays', 'thinks'].map((title) => sessions.begin(named('shop', title))),
    )
    await Promise.all([
      sessions.run(login!, async () => {
        expect(sessions.current).toBe(login)
        for (let round = 0; round < 5; round++) await fetch(`${server.url}/login`)
      }),
      sessions.run(pay!, async () => {
        for (let round = 0; round < 5; round++) await fetch(`${server.url}/pay`)
      }),
    ])
    expect(sessions.current).toBe(sessions.outside)
    const results = await Promise.all([
      sessions.finish(login!, passed),
      sessions.finish(pay!, failed),
      sessions.finish(silent!, passed),
    ])
    expect(results.map(({ requests }) => requests)).toEqual([5, 5, 0])
    expect(results[2]).toEqual({ requests: 0 })
    const har = JSON.parse(await readFile(results[0].har!, 'utf8')) as { log: { entries: [] } }
    expect(har.log.entries).toHaveLength(5)
    const { manifest, paths } = await scope.end()
    expect(paths).toEqual({
      'login.test.js (outside of tests)': ['/before'],
      'shop › logs in': Array.from({ length: 5 }, () => '/login'),
      'shop › pays': Array.from({ length: 5 }, () => '/pay'),
    })
    expect(manifest).toMatchObject({ runner: 'jest', file: 'login.test.js' })
    expect(manifest.rows).toMatchObject([
      { titlePath: [], requests: 1 },
      { titlePath: ['shop', 'logs in'], status: 'passed', requests: 5, marker: { mode: 'on' } },
      { titlePath: ['shop', 'pays'], status: 'failed' },
      { titlePath: ['shop', 'thinks'], status: 'passed' },
    ])
    expect(manifest.rows[3]).not.toHaveProperty('marker')
  })

  test('what no test has started belongs to the only one that runs', async () => {
    await using server = await hello()
    await using scope = await open()
    const { sessions } = scope
    // A server of the tests calls another one: its handlers run outside of any test.
    const app = createServer((_, response) => {
      void fetch(`${server.url}/upstream`).then(() => response.end())
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => app.once('listening', resolve))
    const { port } = app.address() as { port: number }
    const login = await sessions.begin(named('logs in'))
    await sessions.run(login, () => fetch(`http://127.0.0.1:${port}/app`))
    await sessions.finish(login, passed)
    const { paths } = await scope.end()
    await new Promise((resolve) => app.close(resolve))
    expect(paths['logs in']?.toSorted()).toEqual(['/app', '/upstream'])
  })

  test('what a test sends after its end goes to what runs, else outside', async () => {
    await using server = await hello()
    await using scope = await open()
    const { sessions } = scope
    const login = await sessions.begin(named('logs in'))
    const later: Array<() => Promise<unknown>> = []
    await sessions.run(login, async () => {
      await fetch(`${server.url}/in-time`)
      const { AsyncResource } = await import('node:async_hooks')
      later.push(AsyncResource.bind(() => fetch(`${server.url}/late`)))
    })
    await sessions.finish(login, { status: 'timedOut', failed: true })
    await later[0]?.()
    const pay = await sessions.begin(named('pays'))
    await later[0]?.()
    await sessions.finish(pay, passed)
    const { paths } = await scope.end()
    expect(paths).toEqual({
      'logs in': ['/in-time'],
      'login.test.js (outside of tests)': ['/late'],
      pays: ['/late'],
    })
  })

  test('names: of the file, of the test itself, of retries', async () => {
    await using server = await hello()
    await using scope = await open({}, { session: 'Login Flow' })
    const { sessions } = scope
    const send = async (identity: TestIdentity, name?: string) => {
      const begun = await sessions.begin(identity)
      if (name !== undefined) void begun.name(name)
      await sessions.run(begun, () => fetch(server.url))
      return sessions.finish(begun, passed)
    }
    const first = await send(named('logs in'))
    const retry = await send({ ...named('logs in'), retry: 1 })
    const twin = await send({ ...named('logs in'), ordinal: 1 })
    const only = await send({ ...named('alone'), isOnly: true })
    const own = await send(named('x'), 'Chosen')
    const names = [first, retry, twin, only, own].map(({ session }) => session?.name)
    expect(names).toEqual([
      'Login Flow › logs in',
      'Login Flow › logs in',
      'Login Flow › logs in',
      'Login Flow',
      'Chosen',
    ])
    const files = [first, retry, twin].map(({ har }) => har?.split('/').at(-1))
    expect(new Set(files).size).toBe(3)
    expect(files[1]).toMatch(/-retry1\.har$/)
    expect(own.session?.id).toBeDefined()
    const { manifest } = await scope.end()
    const ids = manifest.rows.map(({ testId }) => testId)
    expect(ids[1]).toBe(ids[2])
    expect(ids[1]).not.toBe(ids[3])
    expect(manifest.rows.at(-1)?.marker?.name).toBe('Chosen')
  })

  test('a HAR is there when the mode wants one', async () => {
    await using server = await hello()
    await using scope = await open({ har: 'retain-on-failure', outputDir: 'out' })
    const { sessions } = scope
    const one = async (title: string, outcome: typeof passed | typeof failed) => {
      const begun = await sessions.begin(named(title))
      await sessions.run(begun, () => fetch(server.url))
      return sessions.finish(begun, outcome)
    }
    expect(await one('passes', passed)).not.toHaveProperty('har')
    const { har } = await one('fails', failed)
    expect(har).toContain(join(scope.folder, 'out'))
    expect(existsSync(har!)).toBe(true)
  })

  test('a test that has not ended is finished as interrupted', async () => {
    await using server = await hello()
    await using scope = await open()
    const begun = await scope.sessions.begin(named('hangs'))
    await scope.sessions.run(begun, () => fetch(server.url))
    const { manifest } = await scope.end()
    expect(manifest.rows.at(-1)).toMatchObject({ status: 'interrupted', requests: 1 })
  })

  test('a file whose tests do not begin leaves the manifest of an earlier run', async () => {
    await using scope = await open()
    await scope.sessions.begin(named('logs in'))
    const { manifest } = await scope.end()
    const { folder } = scope
    const options = resolveAdapterOptions({}, folder)
    const proxy = await sharedProxy(options)
    const path = join(folder, 'login.test.js')
    const file = { runner: 'jest' as const, path, rootDir: folder }
    const listed = await FileSessions.open({ proxy, options, file })
    listed.announce([named('logs in')])
    await listed.close()
    expect(await readTestManifest(manifestPath(options.outputDir, file))).toEqual(manifest)
  })

  test('afterwards nothing is routed', async () => {
    await using server = await hello()
    await using scope = await open()
    const { paths } = await scope.end()
    await fetch(server.url)
    expect(paths).toEqual({})
  })
})

describe('resolveAdapterOptions', () => {
  test('paths are relative to the root folder', () => {
    const { outputDir, proxy } = resolveAdapterOptions({ store: 's', outputDir: 'o' }, '/project')
    expect([proxy.store, outputDir]).toEqual(['/project/s', '/project/o'])
    expect(resolveAdapterOptions(undefined, '/project')).toMatchObject({
      enabled: true,
      outputDir: '/project/test-results/hartifact',
      har: { mode: 'on' },
      proxy: { store: process.env['HARTIFACT_STORE'] ?? '/project/.hartifact' },
    })
  })

  test.each([
    [{ outputdir: 'x' }, '"outputdir"'],
    [{ har: 'sometimes' }, '"sometimes"'],
    [{ har: { mode: 'on', when: 1 } }, '"when"'],
    [{ store: ':memory:' }, 'folder'],
    [{ store: 7 }, 'store'],
    [{ bypass: 'localhost' }, 'bypass'],
    [{ onEscape: 'panic' }, 'onEscape'],
    [{ enabled: 'no' }, 'enabled'],
    ['on', 'hartifact'],
  ])('%j is refused', (options, word) => {
    expect(() => resolveAdapterOptions(options, '/project')).toThrow(
      new RegExp(`${word}.*INVALID_ARGUMENT`),
    )
  })
})
