import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore } from '@hartifact/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CliResult } from './support/cli.ts'
import { type CliStore, cliStore } from './support/cli-store.ts'

type Exchanged = readonly [method: string, path: string, status: number, body: object]

/** A run of a shop, or of something else, as a HAR of another tool. */
function har({
  host = 'shop.test',
  status = 201,
  total = 17.5,
  exchanges = [
    ['GET', '/api/products', 200, { items: [{ id: 1, name: 'Tea', price: 3 }], total: 1 }],
    ['GET', '/api/products/1', 200, { id: 1, name: 'Tea', price: 3 }],
    ['POST', '/api/orders', status, { total, currency: 'EUR' }],
    ['GET', '/api/me', 200, { name: 'Ada', seen: true }],
    ['GET', '/api/cart', 200, { items: [], total: 0 }],
  ],
}: {
  readonly host?: string
  readonly status?: number
  readonly total?: number
  readonly exchanges?: readonly Exchanged[]
} = {}): string {
  const entries = exchanges.map(([method, path, code, json], index) => ({
    startedDateTime: `2026-01-01T12:00:0${index}.000Z`,
    time: 12,
    timings: { send: 1, wait: 10, receive: 1 },
    cache: {},
    request: {
      method,
      url: `https://${host}${path}`,
      httpVersion: 'HTTP/1.1',
      headers: [],
      queryString: [],
      cookies: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: code,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      cookies: [],
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
      content: { size: 0, mimeType: 'application/json', text: JSON.stringify(json) },
    },
  }))
  const creator = { name: 'another tool', version: '1' }
  return JSON.stringify({ log: { version: '1.2', creator, pages: [], entries } })
}

const weather: readonly Exchanged[] = [
  ['GET', '/rain', 200, { mm: [1, 4, 9] }],
  ['GET', '/wind/north', 200, { speed: 7, gusts: { hour: 3 } }],
  ['PUT', '/stations/x/report', 204, {}],
]

let shop: CliStore

beforeAll(async () => {
  shop = await cliStore()
  const files = {
    'before.har': har(),
    'same.har': har(),
    'broken.har': har({ status: 500 }),
    'dearer.har': har({ total: 99 }),
    'elsewhere.har': har({ host: 'weather.test', exchanges: weather }),
    'moved.har': har({ host: 'other.test' }),
    'empty.har': '',
    'cut.har': har().slice(0, 900),
    'newer.json': '{"version":99,"sessions":1,"endpoints":{}}',
    'stale.json': JSON.stringify({
      version: 1,
      ignore: [{ path: 'response.body.nothing', reason: 'long gone' }],
    }),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(shop.folder, name), text)
})

afterAll(() => shop[Symbol.asyncDispose]())

const run = (line: string, env: NodeJS.ProcessEnv = {}): Promise<CliResult> =>
  shop.attempt(line.split(' '), { env })

const read = (name: string): Promise<string> => readFile(join(shop.folder, name), 'utf8')

describe('hartifact compare', () => {
  test('exits with 0, 1 and 3 by its verdict', async () => {
    const [same, broken, elsewhere, mapped] = await Promise.all([
      run('compare before.har same.har'),
      run('compare before.har broken.har --json report.json --junit out/junit.xml'),
      run('compare before.har elsewhere.har'),
      run('compare before.har moved.har --host-map shop.test=other.test'),
    ])
    expect(same).toMatchObject({ code: 0, stderr: '' })
    expect(same.stdout).toContain('same.har')
    expect(broken).toMatchObject({ code: 1, stderr: '' })
    expect(broken.stdout).toMatch(/POST \/api\/orders .*201 -> 500/)
    const report = JSON.parse(await read('report.json'))
    expect(report).toMatchObject({ verdict: 'different', matched: 5 })
    expect(report.findings[0]).toMatchObject({
      severity: 'breaking',
      rule: 'response.status.worse',
      endpoint: 'POST /api/orders',
      beforeEntries: [2],
      afterEntries: [2],
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    })
    expect(await read(join('out', 'junit.xml'))).toContain('<testsuite')
    expect(elsewhere).toMatchObject({ code: 3, stderr: '' })
    expect(elsewhere.stdout).toContain('incomparable')
    expect(mapped).toMatchObject({ code: 0, stderr: '' })
  })

  test('what cannot be read, or meant, is 2, and names the file', async () => {
    const refused = async (line: string): Promise<string> => {
      const { code, stderr, stdout } = await run(line)
      expect({ code, stdout }, line).toEqual({ code: 2, stdout: '' })
      return stderr
    }
    expect(await refused('compare before.har empty.har')).toContain('empty.har is empty.')
    expect(await refused('compare before.har cut.har')).toContain('cut.har is only the beginning')
    expect(await refused('compare before.har befor.har')).toContain('Did you mean before.har')
    expect(await refused('compare before.har same.har --profile newer.json')).toContain(
      '[FORMAT_NEWER]',
    )
    expect(await refused('compare before.har same.har --html page.html')).toContain('--html-data')
    expect(await refused('compare before.har same.har --md same.har')).toContain('is what is comp')
    expect(await refused('compare before.har same.har --md - --junit -')).toContain('Only one')
    expect(await refused('compare before.har')).toContain("argument 'after'")
    expect(await refused('compare before.har same.har --fail-on never')).toContain('breaking')
  })

  test('one report may be standard output, and is all that is there', async () => {
    const [json, markdown, github] = await Promise.all([
      run('compare --json before.har broken.har'),
      run('compare before.har broken.har --md - --github'),
      run('compare before.har broken.har --github --step-summary', {
        GITHUB_STEP_SUMMARY: join(shop.folder, 'summary.md'),
      }),
    ])
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout).verdict).toBe('different')
    expect(await read('before.har')).toBe(har())
    expect(markdown.stdout).toMatch(/^#/)
    expect(markdown.stdout).not.toContain('::error')
    expect(markdown.stderr).toMatch(/^::error /)
    expect(github.stdout).toMatch(/^::error /m)
    expect(await read('summary.md')).toMatch(/^#/)
  })

  test('a rule that matches nothing is told', async () => {
    const { code, stdout } = await run('compare before.har same.har --settings stale.json')
    expect(code).toBe(0)
    expect(stdout).toContain('long gone')
  })

  test('sessions of the store by name and by the beginning of their id', async () => {
    await using store = await openStore(shop.path)
    const before = await store.import(join(shop.folder, 'before.har'), { name: 'Before' })
    await store.import(join(shop.folder, 'broken.har'), { name: 'After' })
    const { code, stdout } = await run(`compare ${before.session.id.slice(0, 13)} After`)
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('Before') })
    const { stderr } = await run('compare Befor After')
    expect(stderr).toContain('Did you mean "Before"?')
    const offered = (await run('__complete zsh compare Before ')).stdout.split('\n')
    expect(offered[0]).toBe('files')
    expect(offered).toContain('After\t5 requests')
  })
})

test('learn writes a profile, extends it, and compare uses it', async () => {
  for (const [index, total] of [17.5, 19, 23.25, 21.5].entries()) {
    await writeFile(join(shop.folder, `run-${index}.har`), har({ total }))
  }
  const learnt = await run('learn run-0.har run-1.har run-2.har -o profile.json')
  expect(learnt).toMatchObject({ code: 0, stderr: '' })
  expect(learnt.stdout).toMatch(/response\.body\.total {2}numbers from 17\.5 to 23\.25/)
  expect(learnt.stdout).toContain('Wrote profile.json, learnt from 3 sessions.')
  const more = await run('learn before.har -o profile.json --json')
  expect(JSON.parse(more.stdout)).toMatchObject({ output: 'profile.json', sessions: 4 })
  const compared = 'compare before.har run-3.har --fail-on warning'
  expect(await run(compared)).toMatchObject({ code: 1 })
  expect(await run(`${compared} --profile profile.json`)).toMatchObject({ code: 0 })
  expect((await run('learn run-0.har')).stderr).toContain('--output')
})

test('accept takes findings of a report, and they count no more', async () => {
  await run('compare before.har dearer.har --fail-on info --json dearer.json')
  const [finding] = JSON.parse(await read('dearer.json')).findings
  const { fingerprint } = finding
  const begin = fingerprint.slice(0, 8)
  const wrong = await run(`accept ${begin} --reason x`)
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('12 hex digits') })
  const unknown = await run('accept 000000000000 --reason x --from dearer.json')
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('NAME_NOT_FOUND') })
  const accepted = await run(`accept ${begin} --reason inflation --from dearer.json`)
  expect(accepted).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(await read('hartifact.compare.json'))).toMatchObject({
    version: 1,
    accept: [{ fingerprint, reason: expect.stringMatching(/^inflation \(response\..*POST/) }],
  })
  const after = await shop.json('compare', 'before.har', 'dearer.har', '--show-noise')
  expect(after.findings).toContainEqual(expect.objectContaining({ fingerprint, severity: 'noise' }))
  const strict = await run('compare before.har dearer.har --no-settings --json')
  expect(JSON.parse(strict.stdout).findings[0].severity).not.toBe('noise')
})
