import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
const programs = join(root, 'node_modules', '.bin')
const core = 'packages/core/src'

const lowest = ['store', 'redact', 'formats', 'compare']
const higher = ['session', 'capture', 'replay', 'matchers']
const layers = ['entry', ...lowest, ...higher]

/** For each layer the others that it may not import. */
const forbidden: Record<string, readonly string[]> = {
  entry: [...lowest, ...higher],
  ...Object.fromEntries(
    lowest.map((layer) => [layer, [...lowest.filter((other) => other !== layer), ...higher]]),
  ),
  session: ['capture', 'replay', 'matchers'],
  capture: ['replay', 'matchers'],
  'capture/gateway/mockttp': ['replay', 'matchers'],
  'capture/gateway/forward': [...lowest, 'session', 'replay', 'matchers'],
  'capture/gateway/upstream': [...lowest, 'session', 'replay', 'matchers'],
  replay: ['capture', 'matchers'],
  matchers: [],
}

interface Case {
  readonly file: string
  readonly code: string
  /** The rule that has to fire, or `undefined` for code that is fine. */
  readonly rule: string | undefined
}

const restricted = 'no-restricted-imports'
const cases: Case[] = []

/** One file of its own per case, so that a finding belongs to exactly one case. */
function expectOf(folder: string, code: string, rule: string | undefined): void {
  cases.push({ file: `${folder}/case-${cases.length}.ts`, code, rule })
}

for (const [folder, others] of Object.entries(forbidden)) {
  const up = '../'.repeat(folder.split('/').length)
  for (const layer of layers) {
    if (folder.startsWith(layer)) continue
    const rule = others.includes(layer) ? restricted : undefined
    expectOf(`${core}/${folder}`, `export * from '${up}${layer}/thing.ts'`, rule)
    expectOf(`${core}/${folder}/deep`, `export * from '../${up}${layer}/thing.ts'`, rule)
    expectOf(
      `${core}/${folder}`,
      `import type { Thing } from '${up}${layer}/thing.ts'\nexport type Other = Thing`,
      rule,
    )
    expectOf(
      `${core}/${folder}`,
      `export const load = (): unknown => import('${up}${layer}/thing.ts')`,
      rule,
    )
  }
  expectOf(`${core}/${folder}`, `export * from '${up}errors.ts'`, undefined)
}

const engineFolder = `${core}/capture/gateway/mockttp`
for (const specifier of ['mockttp', 'mockttp/dist/main', 'mockttp/dist/server/mockttp-server']) {
  expectOf(engineFolder, `export * from '${specifier}'`, undefined)
  for (const folder of [
    core,
    ...layers.map((layer) => `${core}/${layer}`),
    `${core}/capture/gateway`,
    'packages/reporter/src',
    'packages/playwright-fixture/src',
    'examples/shop/src',
    'test',
    'scripts',
  ]) {
    expectOf(folder, `export * from '${specifier}'`, restricted)
    expectOf(folder, `export const load = (): unknown => import('${specifier}')`, restricted)
  }
}

for (const folder of ['packages/reporter/src', 'packages/playwright-fixture/src/deep', 'test']) {
  expectOf(folder, `export * from '@hartifact/core'`, undefined)
  expectOf(folder, `export * from '@hartifact/core/formats'`, undefined)
  for (const specifier of [
    '../core/index.ts',
    '../../core/src/index.ts',
    '../../../core/dist/index.js',
    '../packages/core/src/errors.ts',
    '@hartifact/core/dist/index.js',
    '@hartifact/core/src/index.ts',
  ]) {
    expectOf(folder, `export * from '${specifier}'`, restricted)
  }
}
for (const folder of [core, ...Object.keys(forbidden).map((layer) => `${core}/${layer}`)]) {
  for (const name of ['@hartifact/core', '@hartifact/reporter', '../../../reporter/src/index.ts']) {
    expectOf(folder, `export * from '${name}'`, restricted)
  }
}

expectOf(
  `${core}/session`,
  'export async function save(): Promise<void> {}\nsave()',
  'no-floating-promises',
)
expectOf(
  `${core}/session`,
  'export const later = (): unknown => [1].forEach(async (): Promise<void> => {})',
  'no-misused-promises',
)
cases.push(
  {
    file: `${core}/store/cycle-a.ts`,
    code: `import { b } from './cycle-b.ts'\nexport const a = (): unknown => b`,
    rule: 'no-cycle',
  },
  {
    file: `${core}/store/cycle-b.ts`,
    code: `import { a } from './cycle-a.ts'\nexport const b = (): unknown => a`,
    rule: 'no-cycle',
  },
  {
    file: `${core}/errors.ts`,
    code: `import type { Entry } from './entry/entry.ts'\nexport type Other = Entry`,
    rule: restricted,
  },
)

describe('the linter', () => {
  const found = new Map<string, string[]>()
  let folder: string

  beforeAll(async () => {
    // Outside the repository, where its ignore files and its real sources play no part.
    folder = await mkdtemp(join(tmpdir(), 'hartifact-boundaries-'))
    await copyFile(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    await writeFile(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "strict": true } }')
    for (const { file, code } of cases) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), `${code}\n`)
    }
    for (const { filename, code } of await lint(folder)) {
      const file = relative(folder, join(folder, filename)).replaceAll('\\', '/')
      const rule = /\(([^)]+)\)/.exec(code)?.[1]?.split('/').at(-1) ?? code
      found.set(file, [...(found.get(file) ?? []), rule])
    }
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const folders = [...new Set(cases.map(({ file }) => dirname(file)))]
  test.each(folders)('keeps the boundaries of %s', (name) => {
    const here = cases.filter(({ file }) => dirname(file) === name)
    const judged = here.map(({ file, code }) => [code, found.get(file) ?? []])
    expect(judged).toEqual(here.map(({ code, rule }) => [code, rule === undefined ? [] : [rule]]))
  })
})

test('every folder of core has its boundaries', async () => {
  const entries = await readdir(join(root, core), { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  expect(layers).toEqual(expect.arrayContaining(folders))
})

test('nothing but the engine’s folder requires mockttp', async () => {
  const offenders: string[] = []
  for (const top of ['packages', 'examples', 'test', 'scripts']) {
    const names = await readdir(join(root, top), { recursive: true })
    for (const name of names) {
      const file = `${top}/${name.replaceAll('\\', '/')}`
      if (!/\.[cm]?[jt]s$/.test(file) || /\/(node_modules|dist)\//.test(file)) continue
      if (file.startsWith(engineFolder)) continue
      // The linter sees `import`, static and dynamic; this is for what goes round it.
      const text = await readFile(join(root, file), 'utf8')
      if (/\b(?:require|resolve)\(\s*['"`]mockttp\b/.test(text)) offenders.push(file)
    }
  }
  expect(offenders).toEqual([])
})

interface Diagnostic {
  readonly filename: string
  /** For instance `eslint(no-restricted-imports)`. */
  readonly code: string
}

async function lint(folder: string): Promise<readonly Diagnostic[]> {
  const parameters = [oxlint, '--type-aware', '--deny-warnings', '--format=json']
  const run = promisify(execFile)(process.execPath, parameters, {
    cwd: folder,
    // Where it looks for the program that knows types.
    env: { ...process.env, PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}` },
    maxBuffer: 64 * 1024 * 1024,
  })
  // It exits with 1 when it has findings.
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  if (!stdout.startsWith('{')) throw new Error(`The linter did not run: ${stdout}`)
  return (JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics
}
