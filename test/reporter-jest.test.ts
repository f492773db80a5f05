import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JestReporterOptions, RunSummary } from '@hartifact/reporter/jest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attachmentsOf, harUrls, junitCases } from './junit-cases.ts'
import { type JestOptions, runJest } from './run-jest.ts'
import { serveStatusShop } from './support/status-shop.ts'

const ours = '@hartifact/reporter/jest'

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

async function run(
  files: Readonly<Record<string, string>>,
  {
    config,
    reporter = {},
    reporters = [[ours, reporter]],
    ...options
  }: JestOptions & { reporter?: JestReporterOptions; reporters?: readonly unknown[] } = {},
): Promise<ReportedRun> {
  const { exitCode, folder, output } = await runJest(files, {
    ...options,
    config: { reporters, ...config },
    env: { SHOP: shop.url, CI_PROJECT_DIR: '', ...options.env },
  })
  const index = join(folder, 'test-results', 'hartifact', 'index.json')
  const text = existsSync(index) ? await readFile(index, 'utf8') : 'null'
  return {
    exitCode,
    folder,
    output,
    lines: output.split('\n').filter((line) => line.includes('hartifact:')),
    summary: JSON.parse(text) as RunSummary,
  }
}

const head = `const shop = process.env.SHOP
`

const failing = `${head}
describe('shop', () => {
  test('pays', async () => {
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
  test('is told in one line for each attempt, worst first', async () => {
    const { exitCode, lines } = await run({
      'pay.test.js': failing.replace('describe(', 'jest.retryTimes(1)\ndescribe('),
    })
    expect(exitCode).toBe(1)
    const wire = String.raw`POST /pay 500 after \d+ ms; GET /missing\?token=\S+ 404 after \d+ ms`
    expect(lines[0]).toMatch(new RegExp(`^  hartifact: pay.test.js › shop › pays — ${wire}$`))
    expect(lines[1]).toMatch(
      new RegExp(`^  hartifact: pay.test.js › shop › pays \\(retry #1\\) — ${wire}$`),
    )
    expect(lines).toHaveLength(4)
    expect(lines.join('\n')).not.toContain('1234567890abcdef')
  })

  test('says so when the traffic is not to blame; a test that fails as expected has not failed', async () => {
    const { lines } = await run({
      'a.test.js': `${head}
test('fails by itself', async () => {
  await fetch(shop + '/')
  expect(1).toBe(2)
})
test.failing('is known', async () => {
  await fetch(shop + '/missing')
  expect(1).toBe(2)
})`,
    })
    expect(lines[0]).toContain('fails by itself — nothing went wrong on the wire (1 request)')
    expect(lines).toHaveLength(3)
  })

  test('that sent nothing itself is explained by what a hook sent', async () => {
    const { lines } = await run({
      'a.test.js': `${head}
beforeAll(async () => {
  const { ok } = await fetch(shop + '/pay')
  if (!ok) throw new Error('not ready')
})
test('one', () => {})
test('two', () => {})`,
    })
    expect(lines[0]).toMatch(/a\.test\.js › \(outside of tests\) — GET \/pay 500 after \d+ ms$/)
    expect(lines).toHaveLength(3)
  })

  test('names the clients that went around the proxy', async () => {
    const { lines, summary } = await run(
      {
        'a.test.js': `${head}
const net = require('node:net')
test('dials itself', async () => {
  const { hostname, port } = new URL(shop)
  await fetch(shop + '/')
  const socket = net.connect(port, hostname)
  socket.write('GET /raw HTTP/1.1\\r\\nHost: shop\\r\\nConnection: close\\r\\n\\r\\n')
  await new Promise((resolve) => socket.resume().on('close', resolve))
  expect(1).toBe(2)
})`,
      },
      { hartifact: { onEscape: 'ignore' } },
    )
    const [attempt] = summary.attempts
    expect(attempt?.bypassed).toEqual([expect.objectContaining({ count: 1 })])
    expect(lines[0]).toContain(
      `(1 request); around the proxy went ${attempt?.bypassed?.[0]?.client}`,
    )
    expect(lines[1]).toContain('0 failed, 1 around the proxy, slowest')
  })
})

describe('the summary', () => {
  test('is printed, and written beside the HARs', async () => {
    const { folder, lines, summary } = await run({ 'pay.test.js': failing })
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(
        /hartifact: 2 tests, 4 requests, 44 B, 2 failed, slowest \w+ \/\S* \d+ after \d+ ms$/,
      ),
      `  hartifact: sessions are in ${join(folder, '.hartifact')}`,
    ])
    expect(summary).toMatchObject({
      version: 1,
      status: 'failed',
      totals: { tests: 2, sessions: 2, requests: 4, bytes: 44, failed: 2, recovered: 0 },
      attempts: [
        { file: 'pay.test.js', titlePath: ['shop', 'pays'], retry: 0, status: 'failed' },
        { file: 'pay.test.js', titlePath: ['shop', 'shows'], retry: 0, status: 'passed' },
      ],
    })
    const har = summary.attempts[1]?.sessions[0]?.har ?? ''
    expect(await harUrls(har)).toEqual([`${shop.url}/cart`])
  })

  test('goes where outputFile or the environment wants it; quiet prints nothing', async () => {
    const files = { 'a.test.js': `${head}\ntest('one', () => fetch(shop + '/'))` }
    const reporter = { quiet: true, outputFile: 'out/summary.json' }
    const first = await run(files, { reporter })
    expect(first.lines).toEqual([])
    expect(first.summary).toBeNull()
    const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
    expect(await read(join(first.folder, 'out', 'summary.json'))).toMatchObject({
      status: 'passed',
      totals: { requests: 1 },
    })
    const second = await run(files, { reporter, env: { HARTIFACT_OUTPUT_FILE: 'env.json' } })
    expect(await read(join(second.folder, 'env.json'))).toMatchObject({ totals: { requests: 1 } })
    expect(existsSync(join(second.folder, 'out'))).toBe(false)
  })

  test('stays silent where nothing was captured', async () => {
    const { exitCode, lines, summary } = await run({ 'a.test.js': `test('plain', () => {})` })
    expect(exitCode).toBe(0)
    expect(lines).toEqual([])
    expect(summary.totals.sessions).toBe(0)
  })

  test('says nothing of what an earlier run left', async () => {
    const manifest = { version: 1, runner: 'jest', file: 'a.test.js', path: 'a.test.js' }
    const { lines } = await run(
      {
        'a.test.js': `/** @jest-environment node */
test('one', () => {})`,
        'prepare.js': `const { manifestPath } = require('@hartifact/core')
const { mkdirSync, writeFileSync } = require('node:fs')
module.exports = async () => {
  const outputDir = __dirname + '/test-results/hartifact'
  mkdirSync(outputDir, { recursive: true })
  const file = { runner: 'jest', path: __dirname + '/a.test.js', rootDir: __dirname }
  const rows = [
    ${JSON.stringify(manifest)},
    { row: 0, testId: 'x', titlePath: ['one'], retry: 0, ordinal: 0, status: 'passed',
      bypassed: [{ client: 'undici', count: 1, reason: 'an earlier run' }] },
  ]
  writeFileSync(manifestPath(outputDir, file), rows.map((row) => JSON.stringify(row)).join('\\n'))
}`,
      },
      { config: { globalSetup: './prepare.js' } },
    )
    expect(lines).toEqual([])
  })

  test('counts projects by themselves', async () => {
    const project = (name: string): object => ({
      displayName: name,
      testEnvironment: '@hartifact/jest-env',
      transform: {},
    })
    const { summary } = await run(
      { 'a.test.js': `${head}\ntest('one', () => fetch(shop + '/'))` },
      { config: { projects: [project('first'), project('second')] } },
    )
    expect(summary.totals).toMatchObject({ tests: 2, requests: 2 })
    expect(summary.attempts.map(({ project: name }) => name).toSorted()).toEqual([
      'first',
      'second',
    ])
  })
})

test('a worker that is killed leaves its HAR', async () => {
  const { exitCode, folder, lines, summary } = await run(
    {
      'die.test.js': `${head}
const { traffic } = require('@hartifact/jest-env')
test('goes well', () => fetch(shop + '/well'))
test('dies', async () => {
  await fetch(shop + '/before-the-end')
  await expect(traffic).toHaveRequest({ url: '**/before-the-end', status: 200 })
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
})`,
      'other.test.js': `test('goes on', () => {})`,
    },
    { args: ['--maxWorkers=2'], reporter: { junit: { output: 'junit.xml', base: 'absolute' } } },
  )
  expect(exitCode).toBe(1)
  expect(summary.totals.tests).toBe(2)
  const dead = summary.attempts.find(({ titlePath }) => titlePath[0] === 'dies')
  expect(dead?.status).toBe('interrupted')
  expect(await harUrls(dead?.sessions[0]?.har ?? '')).toEqual([`${shop.url}/before-the-end`])
  expect(lines[0]).toContain('hartifact: die.test.js › dies — ')
  expect(dead?.sessions[0]?.recovered).toBe(true)
  expect(lines).toHaveLength(3)
  expect(lines[2]).toMatch(/; \d HARs? recovered of workers that were killed$/)
  const cases = await junitCases(join(folder, 'junit.xml'))
  const names = cases.map(({ attributes }) => attributes['name'])
  expect(new Set(names)).toEqual(new Set(['(outside of tests)', 'goes on', 'goes well']))
  expect(names).toHaveLength(3)
  const error = cases.find(({ attributes }) => attributes['name'] === '(outside of tests)')
  expect(error?.children).toContain('error')
  expect(attachmentsOf(error)).toEqual([dead?.sessions[0]?.har])
})

describe('JUnit', () => {
  test('has a test case with its HAR for each test', async () => {
    const { folder, summary } = await run(
      {
        'pay.test.js': failing.replace('describe(', 'jest.retryTimes(1)\ndescribe('),
        'broken.test.js': 'throw new Error("\\u001B[31mbroken\\u001B[39m <file>")',
      },
      { reporter: { junit: { output: 'out/junit.xml' } } },
    )
    const cases = await junitCases(join(folder, 'out', 'junit.xml'))
    expect(cases.map(({ attributes, children }) => [attributes['name'], children])).toEqual(
      expect.arrayContaining([
        ['shop › pays', ['properties', 'failure', 'rerunFailure', 'system-out']],
        ['shop › shows', ['properties', 'system-out']],
        ['shop › waits', ['skipped']],
        ['(outside of tests)', ['error']],
      ]),
    )
    const pays = cases.find(({ attributes }) => attributes['name'] === 'shop › pays')
    const hars = summary.attempts
      .filter(({ titlePath }) => titlePath[1] === 'pays')
      .map(({ sessions }) => sessions[0]?.har ?? '')
    expect(hars).toHaveLength(2)
    expect(pays?.attributes).toMatchObject({ classname: 'pay.test.js', file: 'pay.test.js' })
    expect(attachmentsOf(pays).map((path) => join(folder, 'out', path))).toEqual(hars.toReversed())
    expect(pays?.properties).toMatchObject({
      har: attachmentsOf(pays)[0],
      network: expect.stringContaining('POST /pay 500'),
    })
    expect(pays?.text).toContain('expect(received).toBe(expected)')
    const broken = cases.find(({ attributes }) => attributes['classname'] === 'broken.test.js')
    expect(broken?.text).toContain('broken <file>')
  })

  test('has paths as GitLab and Jenkins want them', async () => {
    const files = { 'sub/a.test.js': `${head}\ntest('one', () => fetch(shop + '/'))` }
    const junit = (base: 'root' | 'absolute') => ({ junit: { output: 'out/junit.xml', base } })
    const { folder } = await run(files, { reporter: junit('root') })
    const [inGitLab] = await junitCases(join(folder, 'out', 'junit.xml'))
    expect(attachmentsOf(inGitLab)[0]).toMatch(/^test-results\/hartifact\/one-\S+\.har$/)
    expect(existsSync(join(folder, attachmentsOf(inGitLab)[0] ?? ''))).toBe(true)
    const jenkins = await run(files, { reporter: junit('absolute') })
    const [inJenkins] = await junitCases(join(jenkins.folder, 'out', 'junit.xml'))
    expect(existsSync(attachmentsOf(inJenkins)[0] ?? '')).toBe(true)
    expect(attachmentsOf(inJenkins)[0]).toContain(jenkins.folder)
  })

  /** As jest-junit does it: it writes at the end of the run, and reads properties of the test cases. */
  const theirs = `const { writeFileSync } = require('node:fs')
module.exports = class {
  onRunComplete(contexts, { testResults }) {
    const cases = testResults.flatMap((file) => file.testResults).map((result) => {
      const name = [...result.ancestorTitles, result.title].join(' ')
      const har = (result.attachments ?? []).map(({ path }) => path).join()
      return \`<testcase classname="\${name}" name="\${name}" time="0"><properties><property name="theirs" value="\${har}"/></properties></testcase>\`
    })
    writeFileSync('theirs.xml', \`<?xml version="1.0"?><testsuites name="jest tests"><testsuite name="shop">\${cases.join('')}</testsuite></testsuites>\`)
  }
}`

  test.each([
    ['before', (ownEntry: unknown) => [ownEntry, './theirs.js']],
    ['after', (ownEntry: unknown) => ['./theirs.js', ownEntry]],
  ])('adds to the file of a reporter that is listed %s it', async (_where, order) => {
    const { folder, lines } = await run(
      { 'pay.test.js': failing, 'theirs.js': theirs, 'theirs.xml': 'of an earlier run' },
      { reporters: order([ours, { junit: { input: 'theirs.xml' } }]) },
    )
    expect(lines).toHaveLength(3)
    const cases = await junitCases(join(folder, 'theirs.xml'))
    const [pays, shows, waits] = cases
    expect(existsSync(join(folder, attachmentsOf(pays)[0] ?? ''))).toBe(true)
    expect(pays?.properties['theirs']).toBe(join(folder, attachmentsOf(pays)[0] ?? ''))
    expect(pays?.properties['network']).toContain('POST /pay 500')
    expect(attachmentsOf(shows)).toHaveLength(1)
    expect(waits?.children).toEqual(['properties'])
  })

  test('says when nobody writes the file, and leaves the one of an earlier run alone', async () => {
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
    { 'a.test.js': `test('one', () => {})` },
    { reporters: [[ours, { quite: true, junit: { otuput: 'junit.xml' } }]] },
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
  const complaints = lines.filter((line) => line.includes('is incomplete'))
  expect(complaints).toHaveLength(2)
})
