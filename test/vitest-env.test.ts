import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore } from '@hartifact/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { makeVitestProject, runVitest, startVitest, type VitestRun } from './run-vitest.ts'
import { readCaptured } from './support/captured-tests.ts'
import { installOnce, npm } from './support/install-once.ts'

/** A server, for the tests of the projects. */
const server = `import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'

export async function serve(respond = (request, response) => response.end('ok')) {
  const server = createServer(respond)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  return 'http://127.0.0.1:' + server.address().port
}
export const pause = setTimeout
`

const head = `import { afterAll, afterEach, aroundEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { serve, pause } from './server.mjs'
const url = await serve()
const get = (path) => fetch(url + path)
`

function run(
  files: Readonly<Record<string, string>>,
  options: Parameters<typeof runVitest>[1] = {},
): Promise<VitestRun> {
  return runVitest({ 'server.mjs': server, ...files }, options)
}

describe('what belongs to which test', () => {
  let done: VitestRun
  beforeAll(async () => {
    done = await run({
      'hooks.test.mjs': `${head}
await get('/module')
beforeAll(() => get('/before-all'))
afterAll(() => get('/after-all'))
beforeEach(() => get('/before-each'))
afterEach(() => get('/after-each'))
aroundEach(async (runTest) => { await get('/around'); await runTest(); await get('/around-end') })
describe('a group', () => {
  beforeAll(() => get('/before-group'))
  test('plain', () => get('/plain'))
})
test('silent', () => {})
test.skip('skipped', () => get('/skipped'))
test.todo('to do')
`,
      'fixture.test.mjs': `${head}
const withAccount = test.extend({
  account: [async ({}, use) => { await get('/fixture'); await use(1); await get('/fixture-end') }, { auto: true }],
})
withAccount('with an automatic fixture', () => get('/fixtured'))
`,
      'attempts.test.mjs': `${head}
let count = 0
test('retried', { retry: 2 }, async () => { await get('/try' + ++count); expect(count).toBe(3) })
let turn = 0
test('repeated', { repeats: 1 }, () => get('/turn' + ++turn))
test.each(['a', 'b'])('each %s', (path) => get('/' + path))
test('the same', () => get('/same1'))
test('the same', () => get('/same2'))
test('failing', async () => { await get('/failing'); expect(1).toBe(2) })
test.fails('failing as it should', async () => { await get('/fails'); expect(1).toBe(2) })
test('skips itself', async ({ skip }) => { await get('/skips'); skip() })
`,
      'concurrent.test.mjs': `${head}
describe.concurrent('at the same time', () => {
  test.each([1, 2, 3, 4])('test %i', async (number) => {
    for (let round = 0; round < 5; round++) { await get('/' + number); await pause(5) }
  })
})
`,
      'late.test.mjs': `${head}
const { promise: released, resolve: release } = withResolvers()
const { promise: sent, resolve: tell } = withResolvers()
test('timed out', { timeout: 3_000 }, async () => {
  await get('/in-time')
  await released
  tell(await get('/late'))
})
test('the next', async () => {
  await get('/next')
  release()
  await sent
})
function withResolvers() {
  const parts = {}
  parts.promise = new Promise((resolve) => (parts.resolve = resolve))
  return parts
}
`,
      'server.test.mjs': `${head}
let app
beforeAll(async () => {
  app = await serve(async (request, response) => {
    await get('/behind' + request.url)
    response.end()
  })
})
test('first', () => fetch(app + '/1'))
test('second', () => fetch(app + '/2'))
`,
      'timers.test.mjs': `${head}
beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance', 'hrtime'] }) })
afterAll(() => { vi.useRealTimers() })
test('one', async () => {
  await get('/one')
  await expect(traffic).toHaveRequest({ path: '/one' })
})
test('two', () => get('/two'))
`,
      'mocks.test.mjs': `${head}
vi.mock('node:http', async (original) => ({ ...(await original()), request: () => { throw new Error('mocked') } }))
vi.mock('@hartifact/core', () => ({}))
vi.mock('node:fs')
test('mocked', async () => {
  await get('/mocked')
  await expect(traffic).toHaveRequest({ path: '/mocked' })
  vi.resetModules()
  await get('/again')
})
`,
    })
  })

  test('hooks around each test, and what sets it up, belong to it', () => {
    expect(done.sent('plain')).toEqual([
      ['/around', '/before-each', '/plain', '/after-each', '/around-end'],
    ])
    expect(done.sent('with an automatic fixture')).toEqual([
      ['/fixture', '/fixtured', '/fixture-end'],
    ])
  })

  test('what is sent outside of tests has a session of its own', () => {
    expect(
      done.captured.find(
        ({ file, titlePath }) => file === 'hooks.test.mjs' && titlePath.length === 0,
      ),
    ).toMatchObject({
      name: 'hooks.test.mjs (outside of tests)',
      sent: ['/module', '/before-all', '/before-group', '/after-all'],
    })
  })

  test('tests that send nothing or do not run leave no session', () => {
    const titles = done.captured.map(({ titlePath }) => titlePath.at(-1))
    expect(titles).not.toContain('skipped')
    expect(titles).not.toContain('to do')
    expect(done.sent('silent')).toEqual([['/around', '/before-each', '/after-each', '/around-end']])
  })

  test('each attempt has its own session, with its outcome', () => {
    expect(done.sent('retried')).toEqual([['/try1'], ['/try2'], ['/try3']])
    expect(done.sent('repeated')).toEqual([['/turn1'], ['/turn2']])
    const outcomes = done.captured
      .filter(({ titlePath }) => titlePath.at(-1) === 'retried')
      .map(({ hasHar, retry, status }) => ({ hasHar, retry, status }))
    expect(outcomes).toEqual([
      { hasHar: true, retry: 0, status: 'failed' },
      { hasHar: true, retry: 1, status: 'failed' },
      { hasHar: true, retry: 2, status: 'passed' },
    ])
  })

  test('titles that are formatted or there twice are told apart', () => {
    expect(done.sent('each a')).toEqual([['/a']])
    expect(done.sent('each b')).toEqual([['/b']])
    expect(done.sent('the same')).toEqual([['/same1'], ['/same2']])
    const hars = done.captured.map(({ marker }) => marker?.har)
    expect(new Set(hars).size).toBe(hars.length)
  })

  test.each([
    ['failing', 'failed'],
    ['failing as it should', 'passed'],
    ['skips itself', 'skipped'],
    ['timed out', 'timedOut'],
  ])('how it ended is known: %s', (title, status) => {
    expect(done.captured.find(({ titlePath }) => titlePath.at(-1) === title)?.status).toBe(status)
  })

  test('tests that run at the same time are told apart', () => {
    for (const number of [1, 2, 3, 4]) {
      expect(done.sent(`test ${number}`)).toEqual([Array.from({ length: 5 }, () => `/${number}`)])
    }
  })

  test('what a test sends when it is over does not belong to it', () => {
    expect(done.sent('timed out')).toEqual([['/in-time']])
    const later = [...done.sent('the next').flat(), ...done.outside]
    expect(later).toEqual(expect.arrayContaining(['/late', '/next']))
  })

  test('a server that was started before all tests sends in the name of the one that runs', () => {
    expect(done.sent('first')[0]).toEqual(expect.arrayContaining(['/1', '/behind/1']))
    expect(done.sent('second')[0]).toEqual(expect.arrayContaining(['/2', '/behind/2']))
  })

  test('faked timers and mocks do not reach the capture', () => {
    expect(done.sent('one')).toEqual([['/one']])
    expect(done.sent('two')).toEqual([['/two']])
    expect(done.sent('mocked')).toEqual([['/mocked', '/again']])
  })

  test('no test fails that should not, and the run ends by itself', () => {
    const failed = done.tests.filter(({ status }) => status === 'failed').map(({ title }) => title)
    expect(failed.toSorted()).toEqual(['failing', 'timed out'])
    expect(done.output).not.toMatch(/close timed out|hanging-process|Unhandled|ExperimentalWarning/)
    expect(done.output).not.toContain('hartifact:')
  })

  test('Vitest is told of sessions and HARs', async () => {
    const plain = done.tests.find(({ title }) => title === 'plain')
    const { har, requests, session } = plain?.meta.hartifact ?? {}
    expect(requests).toBe(5)
    expect(session).toMatchObject({
      name: 'a group › plain',
      store: join(done.folder, '.hartifact'),
    })
    const { log } = JSON.parse(await readFile(har ?? '', 'utf8')) as { log: { entries: unknown[] } }
    expect(log.entries).toHaveLength(5)
    expect(done.tests.find(({ title }) => title === 'skipped')?.meta).toEqual({})
  })
})

/** Three files that send, one whose tests are skipped, and one that cannot be loaded. */
const poolFiles = {
  ...Object.fromEntries(
    ['a', 'b', 'c'].map((name) => [
      `${name}.test.mjs`,
      `${head}
import { get as request } from 'node:http'
import { once } from 'node:events'
beforeAll(() => get('/before-${name}'))
test('with fetch', async ({ task }) => {
  await get('/fetch-${name}')
  await expect(traffic).toHaveRequest({ path: '/fetch-${name}' })
  await expect(traffic).not.toHaveRequest({ path: '/other' }, { timeout: 0 })
  task.meta.port = new URL(traffic.taggedProxyUrl).port
})
test('with node:http', async () => {
  const [response] = await once(request(url + '/http-${name}'), 'response')
  response.resume()
  await once(response, 'end')
})
`,
    ]),
  ),
  'aa-skipped.test.mjs': `${head}
await get('/skipped-module')
test.skip('skipped', () => get('/skipped'))
`,
  'bb-broken.test.mjs': `${head}
await get('/broken')
throw new Error('broken')
`,
}

describe.each([
  ['forks', true],
  ['forks', false],
  ['threads', true],
  ['threads', false],
  ['vmForks', true],
  ['vmThreads', true],
])('pool %s, isolate %s', (pool, isolate) => {
  let done: VitestRun
  beforeAll(async () => {
    const options = { pool, isolate, maxWorkers: 1, fileParallelism: false }
    done = await run(poolFiles, { test: JSON.stringify(options) })
  })

  test('all is captured, by one gateway', () => {
    expect(done.sent('with fetch').flat().toSorted()).toEqual(['/fetch-a', '/fetch-b', '/fetch-c'])
    expect(done.sent('with node:http').flat().toSorted()).toEqual(['/http-a', '/http-b', '/http-c'])
    expect(done.outside).toEqual(expect.arrayContaining(['/before-a', '/before-b', '/before-c']))
    const ports = done.tests.flatMap(({ meta }) => meta['port'] ?? [])
    expect(ports).toHaveLength(3)
    expect(new Set(ports).size).toBe(1)
  })

  test('only what fails without it fails, and the run ends by itself', () => {
    expect(done.tests.filter(({ status }) => status === 'failed')).toEqual([])
    expect(done.output).toMatch(/1 failed \| 3 passed \| 1 skipped/)
    expect(done.output).not.toMatch(/close timed out|Unhandled|ExperimentalWarning|hartifact:/)
  })
})

const sending = `${head}
test('sends', async ({ task }) => {
  await get('/sent')
  await expect(traffic).toHaveRequest({ path: '/sent' })
  task.meta.port = new URL(traffic.taggedProxyUrl).port
})
`

test('with the setup file alone, each worker has its own gateway', async () => {
  const done = await run(
    { 'a.test.mjs': sending, 'deep/b.test.mjs': sending },
    {
      hartifact: false,
      test: `{ setupFiles: '@hartifact/vitest-env/setup', provide: { hartifact: { har: 'off' } } }`,
    },
  )
  expect(done.output).toMatch(/2 passed/)
  expect(done.sent('sends')).toEqual([['/sent'], ['/sent']])
  expect(done.captured.map(({ file }) => file).toSorted()).toEqual([
    'a.test.mjs',
    'deep/b.test.mjs',
  ])
  expect(done.captured.filter(({ hasHar }) => hasHar)).toEqual([])
  expect(new Set(done.tests.map(({ meta }) => meta['port'])).size).toBe(2)
})

test('nothing is left of it between files of one worker', async () => {
  const check = `import http from 'node:http'
import https from 'node:https'
import tls from 'node:tls'
import { ChildProcess, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
const parts = () => ({
  createConnection: http.Agent.prototype.createConnection, getName: http.Agent.prototype.getName,
  secureConnection: https.Agent.prototype.createConnection, secureName: https.Agent.prototype.getName,
  connect: tls.connect, spawn: ChildProcess.prototype.spawn, spawnFunction: spawn,
  one: globalThis[Symbol.for('undici.globalDispatcher.1')], two: globalThis[Symbol.for('undici.globalDispatcher.2')],
  traffic: globalThis.traffic, session: globalThis.session,
  host: globalThis[Symbol.for('@hartifact/vitest-env.host')],
})
await fetch('data:,').catch(() => {})
process.before ??= parts()
const now = parts()
const left = Object.keys(now).filter((key) => now[key] !== process.before[key])
appendFileSync('left.txt', JSON.stringify(left) + ' ')
`
  const done = await run(
    { 'check.mjs': check, 'a.test.mjs': sending, 'b.test.mjs': sending, 'c.test.mjs': sending },
    {
      hartifact: false,
      test: `{ isolate: false, maxWorkers: 1, sequence: { setupFiles: 'list' }, globalSetup: '@hartifact/vitest-env/global', setupFiles: ['./check.mjs', '@hartifact/vitest-env/setup'] }`,
    },
  )
  expect(done.output).toMatch(/3 passed/)
  expect(done.captured).toHaveLength(3)
  expect(await readFile(join(done.folder, 'left.txt'), 'utf8')).toBe('[] [] [] ')
})

test('projects share one gateway; their setup files and what they provide stay', async () => {
  const done = await run(
    {
      'mine.mjs': `globalThis.mine = true`,
      'mine-global.mjs': `export default (project) => project.provide('mine', 1)`,
      'one.test.mjs': sending,
      'two.test.mjs': sending,
      'three.test.mjs': `${head}
import { inject } from 'vitest'
test('has both', async () => {
  await get('/both')
  expect([globalThis.mine, inject('mine'), inject('other')]).toEqual([true, 1, 2])
})
`,
    },
    {
      hartifact: `{ outputDir: 'network', store: 'sessions', har: { mode: 'on', filter: { path: '/none' } } }`,
      test: `{
        setupFiles: './mine.mjs', globalSetup: './mine-global.mjs', provide: { other: 2 },
        projects: ['one', 'two', 'three'].map((name) => ({ extends: true, test: { name, include: [name + '.test.mjs'] } })),
      }`,
    },
  )
  expect(done.output).toMatch(/3 passed/)
  const captured = await readCaptured(done.folder, join(done.folder, 'network'))
  expect(captured.map(({ project, sent }) => [project, sent])).toEqual(
    expect.arrayContaining([
      ['one', ['/sent']],
      ['two', ['/sent']],
      ['three', ['/both']],
    ]),
  )
  expect(new Set(done.tests.flatMap(({ meta }) => meta['port'] ?? [])).size).toBe(1)
  expect(existsSync(join(done.folder, 'sessions'))).toBe(true)
  const { log } = JSON.parse(await readFile(captured[0]?.marker?.har ?? '', 'utf8')) as {
    log: { entries: unknown[] }
  }
  expect(log.entries).toEqual([])
})

test('names: of a file, of a test, and titles', async () => {
  const done = await run({
    'named.test.mjs': `/**
 * @session Login Flow
 */
${head}
import { session as name, traffic as own } from '@hartifact/vitest-env'
test('first', () => get('/first'))
test('second', async () => { await name('Named by import'); await get('/second'); expect(own.name).toBe('Named by import') })
test('third', async () => { await session('Named by a global function'); await get('/third') })
`,
    'only.test.mjs': `/** @session Only One */
${head}
test('only', () => get('/only'))
`,
  })
  expect(done.output).toMatch(/4 passed/)
  expect(done.captured.map(({ name = '' }) => name).toSorted()).toEqual([
    'Login Flow › first',
    'Named by a global function',
    'Named by import',
    'Only One',
  ])
})

/** A folder with Vitest and happy-dom, which is to be next to it. */
function withHappyDom(): Promise<string> {
  const parts = ['vitest@4.1.12', 'happy-dom@20']
  return installOnce({
    name: 'vitest-happy-dom',
    version: parts.join(' '),
    install: (folder) => npm(folder, 'install', '--prefix', folder, ...parts),
  })
}

test.each(['jsdom', 'happy-dom'])('%s: fetch and XMLHttpRequest', async (environment) => {
  const files = {
    'dom.test.mjs': `import { expect, test } from 'vitest'
import { serve } from './server.mjs'
const url = await serve((request, response) => {
  response.setHeader('access-control-allow-origin', '*')
  response.end('ok')
})
test('in a document', async () => {
  expect(document.body).toBeDefined()
  await fetch(url + '/fetch')
  await new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('GET', url + '/xhr')
    request.onload = resolve
    request.onerror = reject
    request.send()
  })
  await expect(traffic).toHaveRequest({ path: '/xhr' })
})
`,
  }
  const from = environment === 'happy-dom' ? { from: await withHappyDom() } : {}
  const done = await run(files, { ...from, test: JSON.stringify({ environment }) })
  expect(done.output).toMatch(/1 passed/)
  const [{ entries } = { entries: [] }] = done.captured
  const got = entries.filter(({ request }) => request.method === 'GET')
  expect(got.map(({ request }) => new URL(request.url).pathname)).toEqual(['/fetch', '/xhr'])
})

test('reporters of Vitest get the HARs of all attempts', async () => {
  const done = await run(
    {
      'reporter.mjs': `import { appendFileSync, existsSync } from 'node:fs'
const write = (name, row) => appendFileSync(name, JSON.stringify(row) + '\\n')
export default class {
  onTestCaseArtifactRecord({ name }, { attachments, type }) {
    const [{ contentType, path }] = attachments
    write('artifacts.ndjson', { name, type, contentType, isThere: existsSync(path) })
  }
  onTestCaseResult(testCase) {
    const { requests } = testCase.meta().hartifact ?? {}
    write('results.ndjson', { name: testCase.name, count: testCase.artifacts().length, requests })
  }
}
`,
      'a.test.mjs': `${head}
let count = 0
test('retried', { retry: 2 }, async () => { await get('/try' + ++count); expect(count).toBe(3) })
test('silent', () => {})
`,
    },
    { args: ['--reporter=./reporter.mjs'] },
  )
  expect(done.exitCode).toBe(0)
  const artifact = {
    name: 'retried',
    type: '@hartifact/vitest-env:har',
    contentType: 'application/json',
    isThere: true,
  }
  expect(await lines(join(done.folder, 'artifacts.ndjson'))).toEqual([artifact, artifact, artifact])
  expect(await lines(join(done.folder, 'results.ndjson'))).toEqual([
    { name: 'retried', count: 3, requests: 1 },
    { name: 'silent', count: 0 },
  ])
})

async function lines(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

test('what a worker has captured before it dies is kept, and other files go on', async () => {
  const done = await run({
    'a.test.mjs': sending,
    'dies.test.mjs': `${head}
test('dies', async () => { await get('/before'); process.kill(process.pid, 'SIGKILL'); await pause(5000) })
`,
  })
  expect(done.exitCode).toBe(1)
  expect(done.sent('sends')).toEqual([['/sent']])
  await using store = await openStore(join(done.folder, '.hartifact'))
  const died = await store.open('dies')
  expect((await died.summary()).requests).toBe(1)
})

describe('when nothing can be captured', () => {
  test('a misspelt option stops the run, and names the known ones', async () => {
    const done = await run({ 'a.test.mjs': sending }, { hartifact: `{ outptuDir: 'x' }` })
    expect(done.exitCode).toBe(1)
    expect(done.output).toContain(
      'The option hartifact has no property "outptuDir". It has store, outputDir,',
    )
  })

  test('disabled, tests run, and whoever asks for traffic is told', async () => {
    const done = await run(
      {
        'a.test.mjs': `${head}
import { traffic as own } from '@hartifact/vitest-env'
test('runs', async () => { await session('Name'); await get('/sent') })
test('asks', () => { expect(() => traffic.name).toThrow('enabled: false') ; expect(() => own.entries()).toThrow('enabled: false') })
test('expects', () => expect(expect(traffic).toHaveRequest({})).rejects.toThrow('enabled: false'))
`,
      },
      { hartifact: '{ enabled: false }' },
    )
    expect(done.output).toMatch(/3 passed/)
    expect(existsSync(join(done.folder, '.hartifact'))).toBe(false)
    expect(existsSync(join(done.folder, 'test-results'))).toBe(false)
  })

  test('without plugin and setup file, the error tells what to configure', async () => {
    const done = await run(
      {
        'a.test.mjs': `import { expect, test } from 'vitest'
import { session, traffic } from '@hartifact/vitest-env'
test('asks', async () => {
  expect(() => traffic.name).toThrow('ENVIRONMENT_MISSING')
  await expect(session('Name')).rejects.toThrow('plugins: [hartifact()]')
})
`,
      },
      { hartifact: false },
    )
    expect(done.output).toMatch(/1 passed/)
  })

  test('two copies of the package are told with their paths', async () => {
    const other = fileURLToPath(new URL('../packages/vitest-env/dist/setup.js', import.meta.url))
    const done = await run(
      { 'a.test.mjs': sending },
      { test: JSON.stringify({ setupFiles: other }) },
    )
    expect(done.exitCode).toBe(1)
    expect(done.output).toContain('There are two copies of @hartifact/vitest-env')
    expect(done.output).toContain(join(done.folder, 'node_modules'))
  })

  test('a store that cannot be written fails the run at its start', async () => {
    const done = await run({ 'a.test.mjs': sending }, { hartifact: `{ store: 'package.json' }` })
    expect(done.exitCode).toBe(1)
    expect(done.output).toMatch(/STORE_(?:UNWRITABLE|FOREIGN)/)
  })
})

test('the plugin and the setup file together capture once; packages of a workspace work', async () => {
  const done = await run(
    { 'a.test.mjs': sending },
    {
      link: true,
      test: `{ setupFiles: ['@hartifact/vitest-env/setup'], globalSetup: ['@hartifact/vitest-env/global'] }`,
    },
  )
  expect(done.output).toMatch(/1 passed/)
  expect(done.sent('sends')).toEqual([['/sent']])
})

test('watch mode goes on with the same gateway, and is not woken by what is captured', async () => {
  const { folder, parameters } = await makeVitestProject(
    { 'server.mjs': server, 'a.test.mjs': sending },
    { command: 'watch' },
  )
  const vitest = startVitest(parameters, folder)
  await vitest.says(/Waiting for file changes/)
  const port = async (): Promise<unknown> =>
    (JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as Report).testResults[0]
      ?.assertionResults[0]?.meta['port']
  const first = await port()
  await writeFile(join(folder, 'a.test.mjs'), sending.replaceAll('/sent', '/changed'))
  await vitest.says(/RERUN/)
  await vitest.says(/Waiting for file changes/)
  expect(await port()).toBe(first)
  const captured = await readCaptured(folder)
  expect(captured.map(({ sent }) => sent)).toEqual([['/changed']])
  vitest.process.kill('SIGINT')
  const { output } = await vitest.ended
  expect(output.match(/RERUN/g)).toHaveLength(1)
  expect(output).not.toMatch(/close timed out/)
})

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly assertionResults: ReadonlyArray<{ readonly meta: Readonly<Record<string, unknown>> }>
  }>
}
