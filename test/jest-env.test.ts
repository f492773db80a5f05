import { spawnSync } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureNode } from './nodes.ts'
import { type JestOptions, type JestRun, makeJestProject, runJest } from './run-jest.ts'
import { isLong } from './support/repeats.ts'
import { installOnce, npm } from './support/install-once.ts'

let server: Server
let origin: string

beforeAll(async () => {
  server = createServer((request, response) => {
    // What these ask for comes when their test is over.
    if (request.url?.startsWith('/slow')) setTimeout(() => response.end('late'), 600)
    else response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => server.close())

function run(files: Readonly<Record<string, string>>, options: JestOptions = {}): Promise<JestRun> {
  return runJest(files, { ...options, env: { ORIGIN: origin, ...options.env } })
}

const get = `const get = (path) => fetch(process.env.ORIGIN + path).then((response) => response.text())\n`

const runners: readonly (readonly [string, () => Promise<JestOptions>])[] = [
  ['this Jest', async () => ({})],
  ['Jest 29.7', async () => ({ version: '29.7.0' })],
  // Another download, and in between the two others: for whoever changes how tests are followed.
  ...(isLong ? [['Jest 30.0', async () => ({ version: '30.0.5' })] as const] : []),
  ['Node 22', async () => ({ node: await ensureNode(22) })],
  ['Node 24', async () => ({ node: await ensureNode(24) })],
  ['Node 26', async () => ({ node: await ensureNode(26) })],
]

test.for(runners)(
  'puts the traffic of every kind of test and hook where it belongs: %s',
  async ([, optionsOf]) => {
    const found = await run(
      { 'kinds.test.js': get + kinds, 'retry.test.js': get + retried },
      await optionsOf(),
    )
    expect(found.output).toContain('Tests:')
    expect(found.exitCode, found.output).toBe(1)
    expect(found.sent('sequential')).toEqual([['/before-each', '/sequential', '/after-each']])
    expect(found.sent('done')).toEqual([['/before-each', '/done', '/after-each']])
    expect(found.sent('generator')).toEqual([
      ['/before-each', '/generator-1', '/generator-2', '/after-each'],
    ])
    expect(found.sent('each 1')).toEqual([['/before-each', '/each-1', '/after-each']])
    expect(found.sent('each 2')).toEqual([['/before-each', '/each-2', '/after-each']])
    expect(found.sent('each done 1')).toEqual([['/before-each', '/each-done-1', '/after-each']])
    expect(found.sent('same')).toEqual([
      ['/before-each', '/same-a', '/after-each'],
      ['/before-each', '/same-b', '/after-each'],
    ])
    expect(found.sent('throws')).toEqual([['/before-each', '/throws', '/after-each']])
    expect(found.sent('expected to fail')).toEqual([['/before-each', '/failing', '/after-each']])
    expect(found.sent('flaky')).toEqual([
      ['/before-each', '/flaky-1', '/after-each'],
      ['/before-each', '/flaky-2', '/after-each'],
    ])
    for (const name of ['c1', 'c2', 'c3']) {
      expect(found.sent(name)).toEqual([[1, 2, 3, 4].map((n) => `/${name}-${n}`)])
    }
    expect(found.outside).toEqual([
      '/module',
      '/before-all',
      '/inner-before-all',
      '/inner-after-all',
      '/after-all',
    ])
    expect(found.sent('skipped')).toEqual([])
    const status = Object.fromEntries(
      found.captured.map((row) => [row.titlePath.at(-1), row.status]),
    )
    expect(status).toMatchObject({
      sequential: 'passed',
      throws: 'failed',
      'expected to fail': 'passed',
      flaky: 'passed',
      'takes too long': 'timedOut',
    })
    const names = found.captured.map(({ name }) => name)
    expect(names).toContain('sequential')
    expect(names).toContain('inner › each 1')
    expect(names).toContain('named in the test')
    expect(names).toContain('named in a hook')
    expect(found.captured.every(({ hasHar }) => hasHar)).toBe(true)
  },
)

test('offers traffic, session and matchers, as global variables and as imports', async () => {
  const found = await run(
    {
      'named.test.js': `/** @session Login Flow */\n${get}${offered}`,
      'imported.test.js': `
const { session, traffic } = require('@hartifact/jest-env')
const { beforeAll, expect, test } = require('@jest/globals')
${get}${offered}`,
      'module.test.mjs': `
import { session, traffic } from '@hartifact/jest-env'
import { beforeAll, expect, test } from '@jest/globals'
${get}${offered}`,
      'only.test.js': `/** @session The Only One */\n${get}test('sends', () => get('/only').then(() => {}))`,
    },
    {
      config: {
        testMatch: ['**/*.test.{js,mjs}'],
        moduleFileExtensions: ['js', 'mjs', 'cjs', 'json'],
      },
      nodeArgs: ['--experimental-vm-modules', '--no-warnings'],
    },
  )
  expect(found.exitCode, found.output).toBe(0)
  const names = (file: string) =>
    found.captured.filter((row) => row.file === file).map(({ name }) => name)
  expect(names('named.test.js')).toEqual([
    'the file itself',
    'Login Flow › waits for a request',
    'mine',
    'Login Flow › concurrent 1',
    'Login Flow › concurrent 2',
  ])
  const unprefixed = [
    'the file itself',
    'waits for a request',
    'mine',
    'concurrent 1',
    'concurrent 2',
  ]
  expect(names('imported.test.js')).toEqual(unprefixed)
  expect(names('module.test.mjs')).toEqual(unprefixed)
  expect(names('only.test.js')).toEqual(['The Only One'])
})

const offered = `
beforeAll(async () => {
  await session('the file itself')
  await get('/before-all')
  expect(traffic.name).toBe('the file itself')
})
test('waits for a request', async () => {
  const sending = get('/one')
  await expect(traffic).toHaveRequest({ url: '**/one', status: 200 })
  await sending
  await expect(traffic).toHaveNoFailedRequests()
  expect((await traffic.stats()).requests).toBe(1)
})
test('sends nothing', async () => {
  await expect(traffic).not.toHaveRequest({ url: '**/one' })
})
test('names itself', async () => {
  await get('/named')
  await session('mine')
  await expect(traffic).toHaveRequest({ url: '**/named' }, { times: 1 })
})
for (const n of [1, 2]) {
  test.concurrent('concurrent ' + n, async () => {
    await get('/concurrent-' + n)
    expect(traffic.name).toContain('concurrent ' + n)
    await expect(traffic).toHaveRequest({ url: '**/concurrent-' + n }, { times: 1 })
  })
}
`

test('tells a request that never came before the test itself takes too long', async () => {
  const found = await run({
    'missing.test.js': `
test('waits', async () => {
  await fetch(process.env.ORIGIN + '/near')
  await expect(traffic).toHaveRequest({ url: '**/never' })
}, 4000)`,
  })
  expect(found.exitCode).toBe(1)
  expect(found.output).toContain('"waits" has no request')
  expect(found.output).toContain('/near')
  expect(found.output).not.toContain('Exceeded timeout')
})

test('works without global variables of Jest, with fake timers and fresh modules', async () => {
  const found = await run(
    {
      'modern.test.js': `
const { expect, jest, test } = require('@jest/globals')
${get}
test.each(['/a', '/b'])('modern %s', async (path) => {
  jest.useFakeTimers()
  await get(path)
  await expect(traffic).toHaveRequest({ url: '**' + path, status: 200 })
  jest.useRealTimers()
})
test('legacy', async () => {
  jest.useFakeTimers({ legacyFakeTimers: true })
  await get('/legacy')
  await expect(traffic).toHaveRequest({ url: '**/legacy', status: 200 })
})
test('modules', async () => {
  jest.resetModules()
  const { session, traffic: imported } = require('@hartifact/jest-env')
  await session('fresh')
  expect(imported.name).toBe('fresh')
  await get('/fresh')
})`,
    },
    { config: { injectGlobals: false, resetModules: true, fakeTimers: { enableGlobally: false } } },
  )
  expect(found.exitCode, found.output).toBe(0)
  expect(found.captured.map(({ sent }) => sent)).toEqual([['/a'], ['/b'], ['/legacy'], ['/fresh']])
})

test('captures undici of the tests, jsdom, and projects apart', async () => {
  const found = await run(
    {
      'undici.test.js': `
const { request } = require('undici')
test('undici', async () => {
  const { body } = await request(process.env.ORIGIN + '/undici')
  await body.text()
})`,
      'page.test.js': `
/**
 * @jest-environment @hartifact/jest-env/jsdom
 * @jest-environment-options {"url": "${origin}/"}
 */
test('page', (done) => {
  const request = new XMLHttpRequest()
  request.onload = () => done()
  request.open('GET', '/page')
  request.send()
})`,
    },
    {
      config: {
        projects: ['first', 'second'].map((displayName) => ({
          displayName,
          testEnvironment: '@hartifact/jest-env',
          transform: {},
        })),
        testEnvironment: undefined,
        transform: undefined,
      },
    },
  )
  expect(found.exitCode, found.output).toBe(0)
  for (const name of ['first', 'second']) {
    const rows = found.captured.filter(({ project }) => project === name)
    expect(rows.flatMap(({ sent }) => sent).toSorted()).toEqual(['/page', '/undici'])
  }
})

test.for([
  ['one worker', ['--runInBand', '--detectOpenHandles']],
  ['two workers', ['--maxWorkers=2']],
  ['threads', ['--maxWorkers=2', '--workerThreads']],
] as const)('leaves nothing behind: %s', async ([, args]) => {
  const files = Object.fromEntries(
    [1, 2, 3, 4].map((n) => [
      `f${n}.test.js`,
      `${get}test('t${n}', () => get('/t${n}').then(() => {}))`,
    ]),
  )
  const found = await run(
    { ...files, 'environment.js': checking },
    {
      args,
      // Jest gives its workers half a second to end, which a busy machine may well need.
      config: { testEnvironment: './environment.js', workerGracefulExitTimeout: 60_000 },
    },
  )
  expect(found.exitCode, found.output).toBe(0)
  expect(found.output).not.toMatch(/did not exit|failed to exit|open handle|hartifact:|Warning/i)
  expect([1, 2, 3, 4].map((n) => found.sent(`t${n}`))).toEqual(
    [1, 2, 3, 4].map((n) => [[`/t${n}`]]),
  )
})

/** An environment that compares what the process has before and after a file of tests. */
const checking = `
const { default: Environment } = require('@hartifact/jest-env')
const names = ['http', 'https', 'http2', 'net', 'tls', 'dns', 'child_process', 'worker_threads', 'module']
const owners = new Map()
for (const name of names) {
  const module = require('node:' + name)
  owners.set(name, module)
  for (const inner of ['Agent', 'Socket', 'ChildProcess', 'TLSSocket', 'ClientRequest', 'Worker']) {
    if (module[inner]) owners.set(name + '.' + inner, module[inner]).set(name + '.' + inner + '.prototype', module[inner].prototype)
  }
}
function properties() {
  const found = new Map()
  // Not all: Node makes many of them when they are first used.
  const symbols = Object.getOwnPropertySymbols(globalThis)
  for (const key of ['fetch', 'Headers', 'Request', 'WebSocket', 'setTimeout', ...symbols]) {
    found.set('global ' + String(key), [globalThis[key]])
  }
  for (const [name, owner] of owners) {
    for (const key of Reflect.ownKeys(owner)) {
      const { get, set, value, writable } = Object.getOwnPropertyDescriptor(owner, key)
      found.set(name + ' ' + String(key), [get, set, value, writable])
    }
  }
  return found
}
function changes(before, after) {
  const keys = new Set([...before.keys(), ...after.keys()])
  const same = (key) => before.get(key)?.every((value, index) => Object.is(value, after.get(key)?.[index]))
  return [...keys].filter((key) => !same(key))
}
module.exports = class extends Environment {
  async setup() {
    // Node makes the dispatcher when it is first used.
    await fetch('data:,x')
    this.before = properties()
    this.variables = JSON.stringify(process.env)
    await super.setup()
  }
  async teardown() {
    await super.teardown()
    const changed = changes(this.before, properties())
    if (changed.length > 0) throw new Error('changed: ' + changed)
    if (JSON.stringify(process.env) !== this.variables) throw new Error('other variables')
  }
}
`

describe('options', () => {
  const files = { 'a.test.js': "test('a', () => {})" }

  test('that are misspelt are told with those that are known', async () => {
    const found = await run(files, { hartifact: { outputDirectory: 'x' } })
    expect(found.exitCode).toBe(1)
    expect(found.output).toContain('The option hartifact has no property "outputDirectory".')
    expect(found.output).toContain('outputDir')
  })

  test('that are in the wrong place are told with the right one', async () => {
    const found = await run(files, {
      config: { testEnvironmentOptions: { outputDir: 'x', har: 'off' } },
    })
    expect(found.exitCode).toBe(1)
    expect(found.output).toContain('testEnvironmentOptions: { hartifact: { outputDir, har } }')
  })

  test('may stand in the first comment of a file, and are no global variable', async () => {
    const found = await run({
      'a.test.js': `/** @jest-environment-options {"hartifact": {"outputDir": "elsewhere", "store": "kept"}} */
${get}test('a', async () => {
  await get('/a')
  expect(globalThis.hartifact).toBeUndefined()
})`,
    })
    expect(found.exitCode, found.output).toBe(0)
    expect(found.captured).toEqual([])
  })

  test('can disable it, which says why there is no traffic', async () => {
    const found = await run(
      {
        'a.test.js': `${get}
test('passes', async () => {
  await session('unused')
  await get('/a')
})
test('asks', () => traffic.stats())
test('asserts', () => expect(traffic).toHaveRequest({}))`,
      },
      { hartifact: { enabled: false } },
    )
    expect(found.exitCode).toBe(1)
    expect(found.output).toContain('1 passed')
    expect(found.output).toContain(
      'Nothing is captured here, so there is no traffic to ask for "stats".',
    )
    expect(found.output).toContain('enabled: false')
    expect(found.captured).toEqual([])
  })

  test('with a store that cannot be used fail before any test', async () => {
    const found = await run({ ...files, taken: 'a file' }, { hartifact: { store: 'taken' } })
    expect(found.exitCode).toBe(1)
    expect(found.output).toContain('Test suite failed to run')
    expect(found.output).toMatch(/\[STORE_\w+\]/)
  })
})

test('says what to set where the environment is another one', async () => {
  const found = await run(
    {
      'a.test.js': `
const { session, traffic } = require('@hartifact/jest-env')
test('asks', () => traffic.stats())
test('names', () => session('x'))`,
    },
    { config: { testEnvironment: 'node' } },
  )
  expect(found.output).toContain("Set testEnvironment: '@hartifact/jest-env'")
  expect(found.output.match(/\[ENVIRONMENT_MISSING\]/g)?.length).toBeGreaterThanOrEqual(2)
})

test('wraps environments of others, and is wrapped by them', async () => {
  const tests = `${get}beforeEach(() => get('/before'))\ntest('a', () => get('/a').then(() => {}))`
  const found = await run({
    'reporting.js': reporting,
    'inside.js': `const { withSessions } = require('@hartifact/jest-env/factory')
module.exports = withSessions(require('./reporting').reporting(require('jest-environment-node').TestEnvironment))`,
    'outside.js': `module.exports = require('./reporting').reporting(require('@hartifact/jest-env').default)`,
    'method.js': `const { default: Environment } = require('@hartifact/jest-env')
module.exports = class extends Environment {
  async handleTestEvent(event) { if (event.name === 'test_done') console.error('method saw ' + event.test.name) }
}`,
    ...Object.fromEntries(
      ['inside', 'outside', 'method'].map((name) => [
        `${name}.test.js`,
        `/** @jest-environment ./${name}.js */\n${tests}`,
      ]),
    ),
  })
  expect(found.exitCode, found.output).toBe(0)
  expect(found.sent('a')).toEqual([1, 2, 3].map(() => ['/before', '/a']))
  expect(found.output.match(/saw test_done/g)).toHaveLength(2)
  expect(found.output).toContain('method saw a')
})

/** As the environment of Allure: it assigns the handler in its constructor, and awaits the one below. */
const reporting = `exports.reporting = (Base) => class extends Base {
  constructor(config, context) {
    super(config, context)
    const below = this.handleTestEvent?.bind(this)
    this.handleTestEvent = async (event, state) => {
      await below?.(event, state)
      if (event.name === 'test_done') console.error('saw ' + event.name)
    }
  }
}`

test('follows code that no test has started, and failures of hooks', async () => {
  const found = await run(
    {
      'server.test.js': `
const http = require('node:http')
let server
beforeAll((done) => {
  server = http.createServer((request, response) => {
    http.get(process.env.ORIGIN + '/behind' + request.url, (inner) => inner.pipe(response))
  }).listen(0, '127.0.0.1', done)
})
afterAll((done) => { server.close(done); server.closeAllConnections() })
test.each(['/a', '/b'])('behind %s', async (path) => {
  await fetch('http://127.0.0.1:' + server.address().port + path).then((response) => response.text())
})`,
      'hooks.test.js': `${get}
describe('before all', () => {
  beforeAll(async () => { await get('/before-all'); throw new Error('no') })
  test('never runs', () => get('/never').then(() => {}))
})
describe('before each', () => {
  beforeEach(async () => { await get('/before-each'); throw new Error('no') })
  afterEach(() => get('/after-each'))
  test('does not run', () => get('/never').then(() => {}))
})
describe('too long', () => {
  afterEach(() => get('/slow'), 100)
  test('hook', () => get('/quick').then(() => {}))
})`,
      'chosen.test.js': `${get}
beforeAll(() => get('/of-file'))
test('left out', () => get('/never').then(() => {}))
test.only('chosen', () => get('/chosen').then(() => {}))`,
    },
    { args: ['--runInBand', '--randomize', '--coverage', '--coverageProvider=v8'] },
  )
  expect(found.exitCode).toBe(1)
  expect(found.sent('behind /a')).toEqual([['/a', '/behind/a']])
  expect(found.sent('behind /b')).toEqual([['/b', '/behind/b']])
  expect(found.sent('does not run')).toEqual([['/before-each', '/after-each']])
  expect(found.sent('chosen')).toEqual([['/chosen']])
  expect(found.captured.flatMap(({ sent }) => sent)).not.toContain('/never')
  expect(found.captured.find(({ titlePath }) => titlePath.at(-1) === 'hook')?.status).toBe(
    'timedOut',
  )
  expect(found.outside.toSorted()).toEqual(['/before-all', '/of-file'])
})

test('captures undici that a setup file has loaded', async () => {
  const found = await run(
    {
      'setup.js': "require('undici')",
      'a.test.js': `
const { fetch: own, request } = require('undici')
test('a', async () => {
  await (await request(process.env.ORIGIN + '/request')).body.text()
  await (await own(process.env.ORIGIN + '/own')).text()
})`,
      'b.test.js': `${get}test('b', () => get('/b').then(() => {}))`,
    },
    {
      config: {
        setupFiles: ['./setup.js'],
        testEnvironmentOptions: { globalsCleanup: 'on' },
      },
    },
  )
  expect(found.exitCode, found.output).toBe(0)
  expect(found.sent('a')).toEqual([['/request', '/own']])
  expect(found.sent('b')).toEqual([['/b']])
  expect(found.output).not.toMatch(/hartifact:|Warning/)
})

test('keeps no environment alive', async () => {
  const found = await run(
    // One that sends something is kept alive by Jest 30 itself, whatever its environment.
    { 'a.test.js': "test('a', () => expect(traffic.name).toBe('a'))" },
    { args: ['--runInBand', '--detectLeaks'] },
  )
  expect(found.exitCode, found.output).toBe(0)
})

test('has a preset that keeps Jest from watching what is written', async () => {
  const { folder, parameters } = await makeJestProject(
    {},
    {
      args: ['--showConfig'],
      config: { preset: '@hartifact/jest-env', testEnvironment: undefined },
    },
  )
  const { stdout } = spawnSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8' })
  const { configs } = JSON.parse(stdout) as { configs: Record<string, unknown>[] }
  expect(configs[0]?.['testEnvironment']).toContain('jest-env')
  const patterns = configs[0]?.['watchPathIgnorePatterns'] as string[]
  const written = ['.hartifact/sessions/1/manifest.json', 'test-results/hartifact/summary.json']
  for (const path of written) {
    expect(patterns.some((pattern) => new RegExp(pattern).test(join(folder, path)))).toBe(true)
  }
})

describe('built modules', () => {
  const load = createRequire(import.meta.url)
  const dist = join(dirname(load.resolve('@hartifact/jest-env/package.json')), 'dist')

  test('name the command that installs a missing environment', () => {
    const { baseEnvironment } = load(join(dist, 'base-environment.cjs')) as {
      baseEnvironment: (name: string) => unknown
    }
    expect(() => baseEnvironment('jest-environment-absent')).toThrow(
      'npm install --save-dev jest-environment-absent',
    )
  })

  test('name what is wrong with a Jest that is too old, and with an environment between', () => {
    const { withSessions } = load('@hartifact/jest-env/factory') as {
      withSessions: (base: object) => new (...parameters: unknown[]) => object
    }
    const Environment = withSessions(Object)
    expect(() => new Environment({ rootDir: '/' })).toThrow('npm install --save-dev jest@latest')
    expect(() => new Environment({ projectConfig: {} })).toThrow('super(config, context)')
  })

  test('give jest-junit a property for each HAR', () => {
    const harProperties = load('@hartifact/jest-env/junit-properties') as (test: object) => object
    const attachments = ['/a/1.har', '/a/1.png', '/a/2.har'].map((path) => ({ name: 'x', path }))
    expect(harProperties({ attachments })).toEqual({ har: '/a/1.har', 'har 2': '/a/2.har' })
    expect(harProperties({})).toEqual({})
  })
})

test.for([
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
])('is typed for @types/jest and for @jest/globals: %s', async ([module, moduleResolution]) => {
  const types = await installOnce({
    name: join('jest', 'types'),
    version: '30',
    install: (draft) => npm(draft, 'install', '--prefix', draft, '@types/jest@30'),
  })
  const compilerOptions = {
    module,
    moduleResolution,
    target: 'ES2022',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    esModuleInterop: true,
    types: ['node', 'jest', '@hartifact/jest-env'],
  }
  const { folder } = await makeJestProject({
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts', '*.cts'] }),
    'imported.test.ts': `import { session, traffic } from '@hartifact/jest-env'\n${typed}`,
    'globals.test.ts': `import { expect, test } from '@jest/globals'\n${typed}`,
    'environment.cts': `
import Environment from '@hartifact/jest-env'
import { withSessions } from '@hartifact/jest-env/factory'
import NodeEnvironment from 'jest-environment-node'
export class Mine extends Environment {
  override async setup() {
    await super.setup()
    this.global['x'] = 1
  }
}
export default withSessions(NodeEnvironment)`,
  })
  const name = join('node_modules', '@types', 'jest')
  await cp(join(types, name), join(folder, name), { recursive: true })
  const tsc = join(
    fileURLToPath(new URL('..', import.meta.url)),
    'node_modules',
    'typescript',
    'bin',
    'tsc',
  )
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

const typed = `
test('a', async () => {
  await session('x')
  await expect(traffic).toHaveRequest({ url: '**/a' }, { times: 1 })
  await expect(traffic).not.toHaveRequest({ status: 500 })
  const checked: Promise<void> = expect(traffic).toHaveNoFailedRequests({ ignore: [] })
  await checked
  // @ts-expect-error it is called url
  await expect(traffic).toHaveRequest({ urls: 'x' })
  // @ts-expect-error a name is a text
  await session(1)
  const name: string = traffic.name
  expect(name).toBe('x')
})
`

test('tells two copies of the package apart', async () => {
  const found = await run(
    {
      'environment.js': `const { cpSync } = require('node:fs')
const { join } = require('node:path')
const source = join(__dirname, 'node_modules', '@hartifact', 'jest-env')
const copy = join(__dirname, 'copy')
cpSync(source, copy, { recursive: true })
const { withSessions } = require(join(copy, 'dist', 'factory.cjs'))
module.exports = withSessions(require('@hartifact/jest-env').default)`,
      'a.test.js': "test('a', () => {})",
    },
    { config: { testEnvironment: './environment.js' } },
  )
  expect(found.exitCode).toBe(1)
  expect(found.output).toContain('There are two copies of @hartifact/jest-env: ')
  expect(found.output).toContain(`${found.folder}/node_modules/@hartifact/jest-env/dist`)
  expect(found.output).toContain(`${found.folder}/copy/dist`)
})

const retried = `
let attempt = 0
jest.retryTimes(1)
beforeEach(() => get('/before-each'))
afterEach(() => get('/after-each'))
test('flaky', async () => {
  attempt += 1
  await get('/flaky-' + attempt)
  expect(attempt).toBe(2)
})
test.concurrent('concurrent', () => get('/concurrent').then(() => {}))
`

const kinds = `
beforeAll(() => get('/before-all'))
afterAll(() => get('/after-all'))
beforeEach(async () => { await get('/before-each') })
afterEach((done) => { get('/after-each').then(() => done()) })
const first = get('/module')

test('sequential', async () => {
  await first
  await get('/sequential')
})
test('done', (done) => {
  setTimeout(() => get('/done').then(() => done()), 1)
})
test('generator', function* () {
  yield get('/generator-1')
  yield get('/generator-2')
})
describe('inner', () => {
  beforeAll(() => get('/inner-before-all'))
  afterAll(() => get('/inner-after-all'))
  test.each([1, 2])('each %i', async (n) => { await get('/each-' + n) })
})
test.each([[1]])('each done %i', (n, done) => { get('/each-done-' + n).then(() => done()) })
test('same', () => get('/same-a').then(() => {}))
test('same', () => get('/same-b').then(() => {}))
test('throws', async () => {
  await get('/throws')
  throw new Error('no')
})
test.failing('expected to fail', async () => {
  await get('/failing')
  throw new Error('no')
})
describe('concurrent', () => {
  for (const name of ['c1', 'c2', 'c3']) {
    test.concurrent(name, async () => {
      for (const n of [1, 2, 3, 4]) await get('/' + name + '-' + n)
    })
  }
})
test.skip('skipped', () => get('/skipped'))
test.todo('to do')
test('takes too long', () => get('/slow'), 200)
test('silent', () => {})
test('called something', async () => {
  await session('named in the test')
  await get('/named')
})
describe('hooked', () => {
  beforeEach(() => session('named in a hook'))
  test('called something else', async () => { await get('/named') })
})
`
