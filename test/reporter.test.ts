import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { JSONReportTestResult } from '@playwright/test/reporter'
import type { RunSummary } from '@hartifact/reporter/playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type InlineOptions, type InlineRun, runInlineTest } from './run-inline-test.ts'
import { serveStatusShop } from './support/status-shop.ts'

const cli = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url))
const ours = '@hartifact/reporter/playwright'

let shop: Awaited<ReturnType<typeof serveStatusShop>>

beforeAll(async () => {
  shop = await serveStatusShop()
})

afterAll(() => shop[Symbol.asyncDispose]())

interface ReportedRun extends Omit<InlineRun, 'results'> {
  /** What this reporter printed. */
  readonly lines: readonly string[]
  readonly summary: RunSummary
  readonly results: (title: string) => readonly JSONReportTestResult[]
}

/** Runs with this reporter in front of others, and a summary as JSON. */
async function run(
  files: Readonly<Record<string, string>>,
  { reporters = [ours, 'json'], env, ...options }: InlineOptions & { reporters?: string[] } = {},
): Promise<ReportedRun> {
  const result = await runInlineTest(files, {
    ...options,
    args: [`--reporter=${reporters.join(',')}`, ...(options.args ?? [])],
    env: { SHOP: shop.url, HARTIFACT_OUTPUT_FILE: 'summary/hartifact.json', ...env },
  })
  const summary = await readFile(join(result.folder, 'summary', 'hartifact.json'), 'utf8')
  return {
    ...result,
    lines: result.output.split('\n').filter((line) => line.includes('hartifact:')),
    summary: JSON.parse(summary) as RunSummary,
    results: (title) => result.results(title),
  }
}

const head = `import { test, expect } from '@hartifact/playwright-fixture'
const shop = process.env.SHOP
`

const failing = `${head}
test('pays', async ({ request }) => {
  await request.get(shop + '/')
  await request.get(shop + '/missing?token=1234567890abcdef')
  await request.post(shop + '/pay', { data: 'card' })
  expect(1).toBe(2)
})
`

const killed = `${head}
test('dies', async ({ request, traffic }) => {
  await request.get(shop + '/before-the-end')
  await traffic.settled()
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
})
`

interface Har {
  readonly log: {
    readonly entries: ReadonlyArray<{ readonly request: { readonly url: string } }>
    readonly _hartifact?: { readonly placeholder?: boolean }
  }
}

async function urlsOf(path: string): Promise<string[]> {
  const { log } = JSON.parse(await readFile(path, 'utf8')) as Har
  return log.entries.map(({ request }) => request.url)
}

describe('a failing test', () => {
  test('is told in one line for each attempt, worst first', async () => {
    const { exitCode, lines, results } = await run({ 'pay.spec.js': failing }, { retries: 1 })
    expect(exitCode).toBe(1)
    const wire = String.raw`POST /pay 500 after \d+ ms; GET /missing\?token=\S+ 404 after \d+ ms`
    expect(lines[0]).toMatch(new RegExp(`^  hartifact: pay.spec.js › pays — ${wire}$`))
    expect(lines[1]).toMatch(
      new RegExp(`^  hartifact: pay.spec.js › pays \\(retry #1\\) — ${wire}$`),
    )
    expect(lines.join('\n')).not.toContain('1234567890abcdef')
    for (const { annotations } of results('pays')) {
      expect(annotations).toContainEqual({
        type: 'network',
        description: expect.stringContaining('POST /pay 500'),
      })
    }
  })

  test('says so when the traffic is not to blame, without colours when they are unwanted', async () => {
    const files = {
      'a.spec.js': `${head}
test('fails by itself', async ({ request }) => {
  await request.get(shop + '/')
  expect(1).toBe(2)
})`,
    }
    const { lines } = await run(files, { env: { NO_COLOR: '1', FORCE_COLOR: '1' } })
    expect(lines[0]).toContain('— nothing went wrong on the wire (1 request)')
  })

  test('names the cause of a connection that failed, in colour where that is wanted', async () => {
    const files = {
      'a.spec.js': `${head}
import { createServer } from 'node:net'
import { once } from 'node:events'
test('calls nobody', async ({ request }) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  await request.get('http://127.0.0.1:' + port + '/api/me').catch(() => {})
  expect(1).toBe(2)
})`,
    }
    const { lines } = await run(files, { env: { FORCE_COLOR: '1' } })
    expect(lines[0]).toContain('\u001B[31mGET /api/me ')
    expect(lines[0]).toMatch(/\/api\/me (\d+, then )?failed \(ECONNREFUSED\)/)
  })
})

describe('the summary', () => {
  const passing = `${head}
for (const name of ['one', 'two']) {
  test(name, async ({ request }) => {
    await request.get(shop + '/missing')
  })
}
test.describe('without', () => {
  test.use({ session: false })
  test('three', () => {})
})`

  test('counts what was captured', async () => {
    const { exitCode, folder, lines, summary } = await run({ 'a.spec.js': passing })
    expect(exitCode).toBe(0)
    expect(lines).toEqual([
      expect.stringMatching(
        /hartifact: 2 tests, 2 requests, 20 B, 2 failed, slowest GET \/missing 404 after \d+ ms$/,
      ),
      `  hartifact: sessions are in ${join(folder, '.hartifact')}`,
    ])
    expect(summary).toMatchObject({
      version: 1,
      status: 'passed',
      totals: { tests: 2, sessions: 2, requests: 2, bytes: 20, failed: 2, recovered: 0 },
      slowest: { method: 'GET', url: `${shop.url}/missing`, status: 404 },
      attempts: [
        { file: 'a.spec.js', titlePath: ['one'], retry: 0, status: 'passed', network: /404/ },
        { titlePath: ['two'] },
      ].map(({ network, ...rest }) => ({
        ...rest,
        ...(network && { network: expect.stringMatching(network) }),
      })),
    })
    const [session] = summary.attempts[0]?.sessions ?? []
    expect(await urlsOf(session?.har ?? '')).toEqual([`${shop.url}/missing`])
  })

  test('is not printed with quiet', async () => {
    const { lines, summary } = await run(
      {
        'a.spec.js': passing,
        'quiet.js': `import Reporter from '${ours}'
export default class extends Reporter {
  constructor(options) { super({ ...options, quiet: true }) }
}`,
      },
      { reporters: ['./quiet.js', 'json'] },
    )
    expect(lines).toEqual([])
    expect(summary.totals.requests).toBe(2)
  })

  test('stays silent where nothing was captured', async () => {
    const { exitCode, lines } = await run({
      'a.spec.js': `import { test } from '@playwright/test'
test('plain', () => {})`,
    })
    expect(exitCode).toBe(0)
    expect(lines).toEqual([])
  })
})

describe('a worker that is killed', () => {
  test('leaves its HAR, as reports of all kinds get it', async () => {
    const { folder, lines, results, summary } = await run(
      { 'die.spec.js': killed },
      {
        reporters: [ours, 'html', 'junit', 'json', 'blob'],
        env: {
          PLAYWRIGHT_HTML_OUTPUT_DIR: 'html',
          PLAYWRIGHT_HTML_OPEN: 'never',
          PLAYWRIGHT_JUNIT_OUTPUT_FILE: 'junit.xml',
          PLAYWRIGHT_BLOB_OUTPUT_DIR: 'blob',
        },
      },
    )
    const wanted = [`${shop.url}/before-the-end`]
    expect(summary.totals.recovered).toBe(1)
    expect(lines.at(-1)).toContain('1 HAR recovered of workers that were killed')
    const [result] = results('dies')
    const har = result?.attachments.find(({ name }) => name === 'dies.har')
    expect(await urlsOf(har?.path ?? '')).toEqual(wanted)

    expect(await attachedIn(join(folder, 'html', 'data'))).toEqual([wanted])
    const junit = await readFile(join(folder, 'junit.xml'), 'utf8')
    expect(junit).toMatch(/\[\[ATTACHMENT\|results\S*dies\.har\]\]/)
    expect(junit).not.toContain('is missing')

    // As on another machine: neither the store nor the results are there.
    await rename(join(folder, '.hartifact'), join(folder, 'gone'))
    await rename(join(folder, 'results'), join(folder, 'gone-too'))
    const merged = await merge(folder)
    expect(await attachedIn(join(folder, 'merged', 'data'))).toEqual([wanted])
    expect(merged).toContain('1 test, 1 request, ')
    expect(merged).not.toContain('incomplete')
    expect(existsSync(join(folder, '.hartifact'))).toBe(false)
  })

  test('leaves one in those modes that keep it, and once, also in a report merged here', async () => {
    const modes = {
      'retain-on-failure': 1,
      'retain-on-first-failure': 1,
      'on-first-retry': 0,
      off: 0,
    }
    const files = Object.keys(modes).map((mode) => [
      `${mode}.spec.js`,
      killed.replace("'dies'", `'${mode}'`).replace('test(', `test.use({ har: '${mode}' })\ntest(`),
    ])
    const { folder, results } = await run(Object.fromEntries(files), {
      reporters: [ours, 'json', 'blob'],
      env: { PLAYWRIGHT_BLOB_OUTPUT_DIR: 'blob' },
    })
    const wanted = [`${shop.url}/before-the-end`]
    for (const [mode, count] of Object.entries(modes)) {
      const attachments = results(mode).flatMap((result) => result.attachments)
      const hars = attachments.filter(({ name }) => name.endsWith('.har'))
      expect(hars.map(({ name }) => name)).toEqual(Array(count).fill(`${mode}.har`))
      for (const { path = '' } of hars) expect(await urlsOf(path)).toEqual(wanted)
    }
    await merge(folder)
    expect(await attachedIn(join(folder, 'merged', 'data'))).toEqual([wanted, wanted])
  })

  test('leaves one as its filter wants it, beside the other files of the test', async () => {
    const filters = {
      on: `{ url: /\\/BEFORE-the-/i }`,
      'retain-on-failure': `{ path: '/before-the-end' }`,
    }
    const files = Object.entries(filters).map(([mode, filter]) => [
      `${mode}.spec.js`,
      killed
        .replace("'dies'", `'${mode}'`)
        .replace('test(', `test.use({ har: { mode: '${mode}', filter: ${filter} } })\ntest(`)
        .replace('  await traffic', `  await request.post(shop + '/login')\n  await traffic`),
    ])
    const { folder, lines, results, summary } = await run(Object.fromEntries(files))
    expect(lines.join('\n')).not.toContain('incomplete')
    expect(summary.totals).toMatchObject({ requests: 4, recovered: 2 })
    for (const mode of Object.keys(filters)) {
      const [result] = results(mode)
      const [har] = (result?.attachments ?? []).filter(({ name }) => name.endsWith('.har'))
      expect(har?.path).toBe(join(folder, 'results', `${mode}-${mode}`, `${mode}.har`))
      expect(await urlsOf(har?.path ?? '')).toEqual([`${shop.url}/before-the-end`])
    }
  })

  test('is not attached twice when the test went on to its end', async () => {
    const { results } = await run(
      { 'pay.spec.js': failing },
      { use: `{ har: 'retain-on-failure' }` },
    )
    const names = results('pays').flatMap(({ attachments }) => attachments.map(({ name }) => name))
    expect(names.filter((name) => name.endsWith('.har'))).toEqual(['pays.har'])
  })
})

test('what Playwright has removed on purpose is not brought back', async () => {
  const { folder, summary } = await run(
    {
      'a.spec.js': `${head}
test('passes', async ({ request }) => { await request.get(shop + '/') })`,
      'playwright.config.mts': `export default { outputDir: 'results', preserveOutput: 'failures-only' }`,
    },
    {},
  )
  expect(summary.totals.recovered).toBe(0)
  expect(
    (await readdir(join(folder, 'results'))).filter((name) => name.includes('passes')),
  ).toEqual([])
})

test('says when it is listed too late', async () => {
  const env = { PLAYWRIGHT_BLOB_OUTPUT_DIR: 'blob' }
  const { lines } = await run(
    { 'pay.spec.js': failing },
    { reporters: ['blob', ours, 'json'], env },
  )
  expect(lines[0]).toContain(`list '${ours}' before blob`)
  expect(lines.filter((line) => line.includes('list '))).toHaveLength(1)
})

test('a list of the tests is no run: no summary, and no complaint', async () => {
  const { folder, output } = await runInlineTest(
    { 'pay.spec.js': failing },
    {
      args: [`--reporter=${ours},json,list`, '--list'],
      env: { HARTIFACT_OUTPUT_FILE: 'summary.json' },
    },
  )
  expect(output).toContain('pays')
  expect(output).not.toContain('hartifact:')
  expect(existsSync(join(folder, 'summary.json'))).toBe(false)
})

test('a misspelt option is told', async () => {
  const { folder } = await run({ 'pay.spec.js': failing })
  await writeFile(
    join(folder, 'misspelt.config.mjs'),
    `export default { reporter: [['${ours}', { quite: true }]] }`,
  )
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [cli, 'test', '-c', 'misspelt.config.mjs', '--list'],
    { cwd: folder },
  )
  expect(stderr).toContain('hartifact: the reporter has no option quite.')
})

test('an error of its own is one line and does not change the outcome', async () => {
  const result = await runInlineTest(
    { 'pay.spec.js': failing.replace('toBe(2)', 'toBe(1)'), blocked: '' },
    {
      args: [`--reporter=${ours},json`],
      env: { SHOP: shop.url, HARTIFACT_OUTPUT_FILE: 'blocked/summary.json' },
    },
  )
  expect(result.exitCode).toBe(0)
  const complaints = result.output.split('\n').filter((line) => line.includes('is incomplete'))
  expect(complaints).toEqual([expect.stringContaining('hartifact: the report is incomplete: E')])
})

/** Merges the blob of a project into an HTML report in `merged`, with this reporter first. */
async function merge(folder: string): Promise<string> {
  await mkdir(join(folder, 'blob'), { recursive: true })
  await writeFile(
    join(folder, 'merge.config.mjs'),
    `export default {
  reporter: [['${ours}'], ['html', { outputFolder: 'merged', open: 'never' }]],
}`,
  )
  const { stderr, stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'merge-reports', '-c', 'merge.config.mjs', 'blob'],
    { cwd: folder, env: { ...process.env, FORCE_COLOR: '0' } },
  )
  return stdout + stderr
}

/** The URLs of each HAR among the files of an HTML report. */
async function attachedIn(data: string): Promise<string[][]> {
  const files = existsSync(data) ? await readdir(data) : []
  const hars: string[][] = []
  for (const file of files) {
    const text = await readFile(join(data, file), 'utf8')
    if (!text.includes('"log"')) continue
    hars.push(await urlsOf(join(data, file)))
  }
  return hars
}
