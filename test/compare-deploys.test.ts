import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Finding } from '@hartifact/core'
import { type ChangeId, changes } from '@hartifact/example-shop'
import { expect, test } from 'vitest'
import { type ProgramRun, runProgram, withoutRunner } from './support/inline-projects.ts'
import { temporaryFolder } from './support/servers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const example = join(root, 'examples', 'compare-deploys')

/** By the planted change that they show: findings as rule, endpoint and path. */
const planted: Readonly<Partial<Record<ChangeId, RegExp>>> = {
  'price-as-string': /^response\.type\.changed GET \/api\/products\S* .*\bprice$/,
  'email-missing': /^response\.field\.removed GET \/api\/me response\.body\.email$/,
  'order-answers-200':
    /^response\.(location|status)\.changed POST \/api\/orders response\.(headers\.location|status)$/,
  'invoice-moved': /^response\.status\.worse GET \/api\/orders\/\S+\/invoice response\.status$/,
  'cookie-flags-lost':
    /^response\.cookie\.weakened POST \/login response\.cookies\.shop_session\.(HttpOnly|Secure)$/,
  'event-field-renamed': /^response\.field\.renamed GET \/events\/prices messages\S* .*\.price$/,
  'one-request-per-related-product':
    /^(requests\.n-plus-one GET \/api\/products\/\S+|request\.missing GET \/api\/products|response\.text\.changed GET \/products\/\S+ .*@data-mode.*)/,
  'export-not-compressed':
    /^(size\.compression-lost|response\.caching\.changed) GET \/api\/export\.csv( response\.headers\.vary\S*)?$/,
  'image-caching-lost':
    /^response\.caching\.changed GET \/assets\/images\/\S+ response\.headers\.cache-control$/,
}

/** Runs a program of the example, with a store of its own. */
async function run(...program: string[]): Promise<ProgramRun> {
  await using store = await temporaryFolder()
  return runProgram([process.execPath, ...program], {
    cwd: example,
    env: { ...withoutRunner(), NO_COLOR: '1', HARTIFACT_STORE: store.path },
  })
}

test('what the deploy has changed for the worse is found, and nothing else', async () => {
  const { exitCode, output } = await run('compare.mjs')
  expect(output).toMatch(/After Deploy v2\.5 vs Before Deploy v2\.5 .*: \d+ breaking, \d+ warning/)
  expect(exitCode).toBe(1)

  const report = await readFile(join(example, 'test-results', 'comparison.json'), 'utf8')
  const { findings, samples, unusedRules } = JSON.parse(report)
  expect({ samples, unusedRules }).toEqual({ samples: 3, unusedRules: [] })
  expect(worstByChange(findings)).toEqual(
    Object.fromEntries(
      changes
        .filter(({ id, kind }) => kind !== 'harmless' && id !== 'search-sometimes-slow')
        .map(({ id, kind }) => [id, kind]),
    ),
  )
  const page = await readFile(join(example, 'test-results', 'comparison.md'), 'utf8')
  expect(page).toContain('GET /api/me')
})

test('in a test, another deploy of the same passes and the new release fails', async () => {
  const { exitCode, output } = await run(
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=verbose',
  )
  expect(output).toMatch(/✓ .*a deploy of the same release changes nothing/)
  expect(output).toMatch(/× .*the deploy of v2\.5 changes nothing that matters/)
  expect(output).toMatch(/✖ GET \/api\/me +response\.body\.email +removed/)
  expect(exitCode).toBe(1)
})

/** The worst severity of what was found of each change; what nobody planted stands for itself. */
function worstByChange(findings: readonly Finding[]): Record<string, string> {
  const worst: Record<string, string> = {}
  for (const { endpoint, path, rule, severity } of findings) {
    // Whether 400 ms stand out depends on how busy the machine is: that is for the benchmark.
    if (severity === 'info' || rule.startsWith('latency.')) continue
    const text = [rule, endpoint, path].filter(Boolean).join(' ')
    const [id = text] = Object.entries(planted).find(([, pattern]) => pattern.test(text)) ?? []
    if (worst[id] !== 'breaking') worst[id] = severity
  }
  return worst
}
