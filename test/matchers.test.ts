import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runInlineTest } from './run-inline-test.ts'
import { makeJestProject } from './run-jest.ts'
import { makeVitestProject } from './run-vitest.ts'
import { makeProject, runProgram, withoutRunner } from './support/inline-projects.ts'
import { serve } from './support/servers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the matchers work in Playwright, with its limit and its messages', async () => {
  await using shop = await serve((_, response) => response.writeHead(201).end('made'))
  const run = await runInlineTest(
    {
      'a.spec.js': `import { expect as base } from '@playwright/test'
import { test } from '@hartifact/playwright-fixture'
import { matchers } from '@hartifact/core/matchers'
const expect = base.extend(matchers).configure({ timeout: 300 })
const shop = process.env.SHOP
test('finds', async ({ request, traffic }) => {
  const sent = request.post(shop + '/orders')
  await expect(traffic).toHaveRequest({ method: 'POST', url: '**/orders', status: 201 }, { timeout: 5_000 })
  await expect(traffic).toHaveRequest({ url: '/orders' }, { times: 1 })
  await expect(traffic).not.toHaveRequest({ url: '/missing' })
  await expect(traffic).toHaveNoFailedRequests()
  await sent
})
test('misses', async ({ request, traffic }) => {
  await request.get(shop + '/orders')
  await expect(traffic).toHaveRequest({ method: 'POST', url: '/orders' })
})`,
    },
    { env: { SHOP: shop.url } },
  )
  expect(run.results('finds').map(({ status }) => status)).toEqual(['passed'])
  const [missed] = run.results('misses')
  expect(missed?.error?.message).toContain('toHaveRequest')
  expect(missed?.error?.message).toContain('The limit was 300 ms.')
  expect(missed?.error?.message).toMatch(/^ {2}GET http:\S+\/orders 201 after \d+ ms$/m)
})

describe('sessions are compared with others, and with baselines that the runner updates', () => {
  const body = (traffic = ''): string => `
const shop = process.env.SHOP
const order = async (path) => {
  for (const page of ['products', 'products/1', 'products/2', 'cart', 'terms', 'help']) {
    await send(shop + '/' + page)
  }
  await send(shop + path, { method: 'POST', headers: { 'content-type': 'application/json' }, data: '{"id":1}', body: '{"id":1}' })
  await send(shop + '/me')
}
test('stays', async (${traffic}) => {
  await order('/cart')
  await expect(traffic).toMatchBaseline('Stays as it is')
  if (!process.env.AGAIN) return
  const before = './__baselines__/shop.spec/stays-as-it-is.har'
  await expect(traffic).toMatchSession([before, before], { hostMap: {} })
  await expect(traffic).not.toMatchSession('./__baselines__/shop.spec/changes.har')
})
test('changes', async (${traffic}) => {
  await order('/orders')
  await expect(traffic).toMatchBaseline('changes')
})
if (process.env.AGAIN) test('is new', async (${traffic}) => {
  await order('/cart')
  await expect(traffic).toMatchBaseline()
})
`

  /** How a project is run once more. */
  type Run = (
    env: Readonly<Record<string, string>>,
    ...args: string[]
  ) => Promise<{ readonly exitCode: number | null; readonly output: string }>

  /** Runs it for the first time, in a CI after a change, and with what updates snapshots. */
  async function runThrice(
    folder: string,
    run: Run,
    ci: string[],
    update: string[],
  ): Promise<Array<number | null>> {
    let status = 201
    await using shop = await serve((request, response) => {
      const isOrder = request.url === '/orders'
      response.writeHead(isOrder ? status : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ path: request.url, stock: 3 }))
    })
    const env = { SHOP: shop.url, HARTIFACT_UPDATE: '' }
    const written = join(folder, '__baselines__', 'shop.spec')
    const first = await run({ ...env, CI: '' })
    expect(first.output).toContain('stays-as-it-is.har was written.')
    expect((await readdir(written)).toSorted()).toEqual(['changes.har', 'stays-as-it-is.har'])
    status = 500
    const again = { ...env, AGAIN: '1' }
    const second = await run({ ...again, CI: 'true' }, ...ci)
    expect(second.output).toMatch(/POST \/orders .*201 -> 500/)
    expect(second.output).toContain('run the test with -u')
    expect(second.output).toContain('[BASELINE_MISSING]')
    // The first test is as it was.
    expect(second.output).not.toMatch(/POST \/cart/)
    expect(await readdir(written)).toHaveLength(2)
    const third = await run({ ...again, CI: '' }, ...update)
    expect(third.output).toContain('changes.har was written.')
    expect(await readdir(written)).toHaveLength(3)
    expect(await readFile(join(written, 'changes.har'), 'utf8')).toContain('"status":500')
    return [first, second, third].map(({ exitCode }) => exitCode)
  }

  const environment = (env: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
    ...withoutRunner(),
    FORCE_COLOR: '0',
    NO_COLOR: '1',
    ...env,
  })

  test('Jest', async () => {
    const { folder, parameters } = await makeJestProject(
      {
        'shop.spec.js': `const send = fetch\n${body()}`,
        // Without a transform of imports: both are global variables.
      },
      { args: ['--runInBand', '--testMatch=**/*.spec.js'] },
    )
    const run: Run = (env, ...args) =>
      runProgram([process.execPath, ...parameters, ...args], { cwd: folder, env: environment(env) })
    expect(await runThrice(folder, run, ['--ci'], ['--ci=false', '-u'])).toEqual([0, 1, 0])
  })

  test('Vitest', async () => {
    const imports = "import { expect, test } from 'vitest'\nconst send = fetch\n"
    const { folder, parameters } = await makeVitestProject({ 'shop.spec.js': imports + body() })
    const run: Run = (env, ...args) =>
      runProgram([process.execPath, ...parameters, ...args], { cwd: folder, env: environment(env) })
    expect(await runThrice(folder, run, [], ['-u'])).toEqual([0, 1, 0])
  })

  test('Playwright', async () => {
    const imports = `import { expect, test } from '@hartifact/playwright-fixture'
let request
test.beforeEach(({ request: own }) => { request = own })
const send = (url, { method = 'GET', headers, data } = {}) => request.fetch(url, { method, headers, data })
`
    const folder = await makeProject({
      parent: join(root, '.cache'),
      prefix: 'inline-',
      files: {
        'package.json': '{"type":"module"}',
        'playwright.config.js': "export default { testDir: '.', workers: 1 }",
        'shop.spec.js': imports + body('{ traffic }'),
      },
      packages: ['core', 'playwright-fixture'],
    })
    const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
    const run: Run = (env, ...args) =>
      runProgram([process.execPath, cli, 'test', '--reporter=line', ...args], {
        cwd: folder,
        env: environment(env),
      })
    expect(await runThrice(folder, run, [], ['--update-snapshots'])).toEqual([0, 1, 0])
  })

  test('node:test, with the package expect', async () => {
    const imports = `import { expect } from 'expect'
import { after, beforeEach, afterEach, test } from 'node:test'
import { request } from 'node:http'
import { startProxy } from '@hartifact/core'
import { matchers } from '@hartifact/core/matchers'
expect.extend(matchers)
const proxy = await startProxy({ store: ':memory:' })
after(() => proxy.stop())
let traffic
beforeEach(async (context) => { traffic = await proxy.record(context.name) })
afterEach(() => traffic.stop())
const send = (url, { method = 'GET', headers = {}, body } = {}) => new Promise((resolve, reject) => {
  const { hostname, port } = new URL(traffic.proxyUrl)
  request({ hostname, port, path: url, method, headers: { ...headers, host: new URL(url).host } }, (response) => response.resume().on('end', resolve)).on('error', reject).end(body)
})
`
    const folder = await makeProject({
      parent: join(root, '.cache'),
      prefix: 'node-',
      files: { 'package.json': '{"type":"module"}', 'shop.spec.js': imports + body() },
      packages: ['core'],
    })
    const run: Run = (env) =>
      runProgram([process.execPath, '--test', 'shop.spec.js'], {
        cwd: folder,
        env: environment({
          ...env,
          ...(env['CI'] === '' && env['AGAIN'] && { HARTIFACT_UPDATE: '1' }),
        }),
      })
    expect(await runThrice(folder, run, [], [])).toEqual([0, 1, 0])
  })
})
