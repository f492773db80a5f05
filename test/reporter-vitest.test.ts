import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunSummary, VitestReporterOptions } from '@hartifact/reporter/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attachmentsOf, harUrls, junitCases } from './junit-cases.ts'
import { makeVitestProject, type VitestOptions } from './run-vitest.ts'
import { runProgram, withoutRunner } from './support/inline-projects.ts'
import { serveStatusShop } from './support/status-shop.ts'

// By its name Vitest would find the one of this repository, and compile it: it looks from where it
// is installed itself.
const ours = './node_modules/@hartifact/reporter/dist/vitest.js'

let shop: Awaited<ReturnType<typeof serveStatusShop>>

beforeAll(async () => {
  shop = await serveStatusShop()
})

afterAll(() => shop[Symbol.asyncDispose]())

interface ReportedRun {
  readonly exitCode: number | null
  readonly folder: string
  readonly output: string
  /** What this reporter printed. */
  readonly lines: readonly string[]
  /** The summary in the output folder, if there is one. */
  readonly summary: RunSummary
}

interface RunOptions extends Pick<VitestOptions, 'env' | 'hartifact'> {
  /** Options of this reporter. */
  readonly reporter?: VitestReporterOptions
  /** Source text of all reporters, instead of this one alone. */
  readonly reporters?: string
  /** Source text of further properties of `test`. */
  readonly test?: string
}

async function run(
  files: Readonly<Record<string, string>>,
  { env, hartifact = '', reporter = {}, reporters, test: more = '' }: RunOptions = {},
): Promise<ReportedRun> {
  const { folder, parameters } = await makeVitestProject(files, {
    hartifact,
    test: `{ reporters: ['default', ${reporters ?? entry(reporter)}], ${more} }`,
  })
  const [cli = ''] = parameters
  const { exitCode, output, stderr } = await runProgram([process.execPath, cli, 'run'], {
    cwd: folder,
    env: { ...withoutRunner(), NO_COLOR: '1', SHOP: shop.url, CI_PROJECT_DIR: '', ...env },
  })
  const index = join(folder, 'test-results', 'hartifact', 'index.json')
  const text = existsSync(index) ? await readFile(index, 'utf8') : 'null'
  return {
    exitCode,
    folder,
    output,
    lines: stderr.split('\n').filter((line) => line.includes('hartifact:')),
    summary: JSON.parse(text) as RunSummary,
  }
}

/** This reporter in a configuration. */
function entry(options: object): string {
  return `['${ours}', ${JSON.stringify(options)}]`
}

const head = `import { beforeAll, describe, expect, test } from 'vitest'
const shop = process.env.SHOP
`

const failing = `${head}
describe('shop', () => {
  test('pays', { retry: 1 }, async () => {
    await fetch(shop + '/')
    await fetch(shop + '/missing?token=1234567890abcdef')
    await fetch(shop + '/pay', { method: 'POST', body: 'card' })
    expect(1).toBe(2)
  })
  test('shows', async () => {
    await fetch(shop + '/cart')
  })
  test.skip('waits', () => {})
})
`

describe('a failing test', () => {
  test('is told in one line for each attempt, and in the summary', async () => {
    const { exitCode, folder, lines, summary } = await run({ 'pay.test.js': failing })
    expect(exitCode).toBe(1)
    const wire = String.raw`POST /pay 500 after \d+ ms; GET /missing\?token=\S+ 404 after \d+ ms`
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^  hartifact: pay.test.js › shop › pays — ${wire}$`)),
      expect.stringMatching(
        new RegExp(`^  hartifact: pay.test.js › shop › pays \\(retry #1\\) — ${wire}$`),
      ),
      expect.stringMatching(
        /hartifact: 2 tests, 3 sessions, 7 requests, 78 B, 4 failed, slowest \w+ \/\S* \d+ after \d+ ms$/,
      ),
      `  hartifact: sessions are in ${join(folder, '.hartifact')}`,
    ])
    expect(lines.join('\n')).not.toContain('1234567890abcdef')
    expect(summary).toMatchObject({
      version: 1,
      status: 'failed',
      totals: { tests: 2, sessions: 3, requests: 7, bytes: 78, failed: 4, recovered: 0 },
      attempts: [
        { file: 'pay.test.js', titlePath: ['shop', 'pays'], retry: 0, status: 'failed' },
        { file: 'pay.test.js', titlePath: ['shop', 'pays'], retry: 1, status: 'failed' },
        { file: 'pay.test.js', titlePath: ['shop', 'shows'], retry: 0, status: 'passed' },
      ],
    })
    const har = summary.attempts[2]?.sessions[0]?.har ?? ''
    expect(await harUrls(har)).toEqual([`${shop.url}/cart`])
  })

  test('that sent nothing itself is explained by what a hook sent; one that fails as expected has not failed', async () => {
    const { lines } = await run({
      'a.test.js': `${head}
describe('with a hook', () => {
  beforeAll(async () => {
    const { ok } = await fetch(shop + '/pay')
    if (!ok) throw new Error('not ready')
  })
  test('one', () => {})
})
test.fails('is known', async () => {
  await fetch(shop + '/missing')
  expect(1).toBe(2)
})`,
    })
    expect(lines[0]).toMatch(/a\.test\.js › \(outside of tests\) — GET \/pay 500 after \d+ ms$/)
    expect(lines).toHaveLength(3)
  })
})

describe('the summary', () => {
  const passing = { 'a.test.js': `${head}\ntest('one', () => fetch(shop + '/'))` }

  test('goes where outputFile or the environment wants it; quiet prints nothing', async () => {
    const reporter = { quiet: true, outputFile: 'out/summary.json' }
    const first = await run(passing, { reporter })
    expect(first.lines).toEqual([])
    expect(first.summary).toBeNull()
    const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
    expect(await read(join(first.folder, 'out', 'summary.json'))).toMatchObject({
      status: 'passed',
      totals: { requests: 1 },
    })
    const second = await run(passing, { reporter, env: { HARTIFACT_OUTPUT_FILE: 'env.json' } })
    expect(await read(join(second.folder, 'env.json'))).toMatchObject({ totals: { requests: 1 } })
  })

  test('stays silent where nothing was captured', async () => {
    const { exitCode, lines, summary } = await run({
      'a.test.js': `${head}\ntest('plain', () => {})`,
    })
    expect(exitCode).toBe(0)
    expect(lines).toEqual([])
    expect(summary.totals.sessions).toBe(0)
  })

  test('is of all projects, in the folder that the options say, with the setup by hand', async () => {
    const project = (name: string): string =>
      `{ extends: true, test: { name: '${name}', root: '${name}', include: ['**/*.test.js'] } }`
    const { folder, lines } = await run(
      { 'first/a.test.js': passing['a.test.js'], 'second/a.test.js': passing['a.test.js'] },
      {
        hartifact: false,
        test: `
  globalSetup: ['@hartifact/vitest-env/global'],
  setupFiles: ['@hartifact/vitest-env/setup'],
  provide: { hartifact: { outputDir: 'hars' } },
  projects: [${project('first')}, ${project('second')}],`,
      },
    )
    expect(lines).toHaveLength(2)
    const summary = JSON.parse(
      await readFile(join(folder, 'hars', 'index.json'), 'utf8'),
    ) as RunSummary
    expect(summary.totals).toMatchObject({ tests: 2, requests: 2 })
    const places = summary.attempts.map(({ file, project: name }) => `${name}: ${file}`)
    expect(new Set(places)).toEqual(new Set(['first: first/a.test.js', 'second: second/a.test.js']))
  })
})

test('a worker that is killed leaves its HAR', async () => {
  const { exitCode, folder, lines, summary } = await run(
    {
      'die.test.js': `${head}
import { traffic } from '@hartifact/vitest-env'
test('dies', async () => {
  await fetch(shop + '/before-the-end')
  await expect(traffic).toHaveRequest({ url: '**/before-the-end', status: 200 })
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
})`,
      'other.test.js': `${head}\ntest('goes on', () => {})`,
    },
    { test: `pool: 'forks'`, reporter: { junit: { output: 'junit.xml', base: 'absolute' } } },
  )
  expect(exitCode).toBe(1)
  const [dead] = summary.attempts
  expect(dead).toMatchObject({ titlePath: ['dies'], status: 'interrupted' })
  expect(dead?.sessions[0]?.recovered).toBe(true)
  expect(await harUrls(dead?.sessions[0]?.har ?? '')).toEqual([`${shop.url}/before-the-end`])
  expect(lines).toEqual([
    expect.stringContaining('hartifact: die.test.js › dies — '),
    expect.stringContaining('1 test, 1 request, '),
    expect.stringMatching(/; 1 HAR recovered of workers that were killed$/),
  ])
  const cases = await junitCases(join(folder, 'junit.xml'))
  const error = cases.find(({ children }) => children.includes('error'))
  expect(attachmentsOf(error)).toEqual([dead?.sessions[0]?.har])
})

describe('JUnit', () => {
  test('has a test case with its HAR for each test', async () => {
    const { folder, summary } = await run(
      {
        'pay.test.js': failing,
        'flaky.test.js': `${head}
let calls = 0
test('recovers', { retry: 1 }, async () => {
  await fetch(shop + '/call-' + ++calls)
  expect(calls).toBe(2)
})`,
        'broken.test.js': 'throw new Error("broken <file>")',
      },
      { reporter: { junit: { output: 'out/junit.xml' } } },
    )
    const cases = await junitCases(join(folder, 'out', 'junit.xml'))
    expect(cases.map(({ attributes, children }) => [attributes['name'], children])).toEqual(
      expect.arrayContaining([
        ['shop › pays', ['properties', 'failure', 'rerunFailure', 'system-out']],
        ['shop › shows', ['properties', 'system-out']],
        ['shop › waits', ['skipped']],
        ['recovers', ['properties', 'flakyFailure', 'system-out']],
        ['(outside of tests)', ['error']],
      ]),
    )
    const pays = cases.find(({ attributes }) => attributes['name'] === 'shop › pays')
    const hars = summary.attempts
      .filter(({ titlePath }) => titlePath[1] === 'pays')
      .map(({ sessions }) => sessions[0]?.har ?? '')
    expect(attachmentsOf(pays).map((path) => join(folder, 'out', path))).toEqual(hars.toReversed())
    expect(pays?.properties).toMatchObject({
      har: attachmentsOf(pays)[0],
      network: expect.stringContaining('POST /pay 500'),
    })
    expect(pays?.text).toContain('expected 1 to be 2')
    const broken = cases.find(({ attributes }) => attributes['classname'] === 'broken.test.js')
    expect(broken?.text).toContain('broken <file>')
  })

  const added = entry({ junit: { input: 'theirs.xml' } })

  test.each([
    ['before', `'junit', ${added}`],
    ['after', `${added}, 'junit'`],
  ])('adds to the file of a reporter that is listed %s it', async (_where, reporters) => {
    const { folder, lines } = await run(
      {
        'pay.test.js': `${failing}
test('shows', () => fetch(shop + '/top'))
for (const path of ['/one', '/two']) test('same', () => fetch(shop + path))
test('says <"this" & \\u0007 that>', () => fetch(shop + '/odd'))`,
      },
      { reporters, test: `outputFile: { junit: 'theirs.xml' }` },
    )
    expect(lines).toHaveLength(4)
    const cases = await junitCases(join(folder, 'theirs.xml'))
    const sent = await Promise.all(
      cases.map(async (one) => {
        const hars = await Promise.all(
          attachmentsOf(one).map((path) => harUrls(join(folder, path))),
        )
        return [one.attributes['name'], hars.map((urls) => new URL(urls.at(-1) ?? '').pathname)]
      }),
    )
    expect(sent).toEqual([
      ['shop > pays', ['/pay', '/pay']],
      ['shop > shows', ['/cart']],
      ['shop > waits', []],
      ['shows', ['/top']],
      ['same', ['/one']],
      ['same', ['/two']],
      [expect.stringContaining('says <"this" & '), ['/odd']],
    ])
  })

  test('says when nobody writes the file', async () => {
    const { folder, lines } = await run(
      { 'pay.test.js': failing, 'theirs.xml': '<testsuites/>' },
      { reporter: { junit: { input: 'theirs.xml' } } },
    )
    const path = join(folder, 'theirs.xml')
    expect(lines.at(-1)).toBe(
      `  hartifact: no reporter has written junit.input ${path} in this run.`,
    )
    expect(await readFile(path, 'utf8')).toBe('<testsuites/>')
  })
})

test('misspelt options are told', async () => {
  const { exitCode, lines } = await run(
    { 'a.test.js': `${head}\ntest('one', () => {})` },
    { reporters: entry({ quite: true, junit: { otuput: 'junit.xml' } }) },
  )
  expect(exitCode).toBe(0)
  expect(lines).toEqual([
    '  hartifact: the reporter has no option quite.',
    '  hartifact: the option junit has no otuput; it has output, input, base.',
  ])
})

test('an error of its own is one line and does not change the outcome', async () => {
  const { exitCode, lines } = await run(
    { 'a.test.js': `${head}\ntest('one', () => fetch(shop + '/'))`, blocked: '' },
    { reporter: { outputFile: 'blocked/summary.json', junit: { output: 'blocked/junit.xml' } } },
  )
  expect(exitCode).toBe(0)
  expect(lines.filter((line) => line.includes('is incomplete'))).toHaveLength(2)
})
