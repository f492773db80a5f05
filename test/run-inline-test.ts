import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JSONReport, JSONReportSuite, JSONReportTestResult } from '@playwright/test/reporter'
import { makeProject, type ProgramRun, runProgram } from './support/inline-projects.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js')

/** Options of {@link runInlineTest}. */
export interface InlineOptions {
  readonly workers?: number
  readonly retries?: number
  /** Further arguments of `playwright test`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Source text of the value of `use` in the configuration, without `launchOptions`. */
  readonly use?: string
  /** How the project's `.js` and `.ts` files are loaded; default `module`. */
  readonly type?: 'module' | 'commonjs'
}

/** How a run went. */
export interface InlineRun {
  readonly exitCode: number | null
  /** The folder of the project. */
  readonly folder: string
  readonly output: string
  readonly report: JSONReport
  /** The attempts at the test of this title. */
  results(title: string): readonly JSONReportTestResult[]
}

/**
 * Runs Playwright's real command line on a project that is made of `files`, and of a configuration
 * with the Chromium of this machine. The packages of this repository are installed into the project
 * as they would be from a registry. The folder is removed after the last test of the file, whether
 * the tests passed or not; `HARTIFACT_KEEP=1` in the environment keeps it, as `.cache/inline-…`.
 *
 * @param files - content by path
 */
export async function runInlineTest(
  files: Readonly<Record<string, string>>,
  {
    args = [],
    env = {},
    retries = 0,
    type = 'module',
    use = '{}',
    workers = 1,
  }: InlineOptions = {},
): Promise<InlineRun> {
  const folder = await makeProject({
    parent: join(root, '.cache'),
    prefix: 'inline-',
    files: {
      'package.json': JSON.stringify({ type }),
      // In a project of CommonJS this stays a module, so that it can import one.
      'playwright.config.mts': configuration(use),
      ...files,
    },
    packages: ['core', 'playwright-fixture', 'reporter'],
  })
  const reportPath = join(folder, 'report.json')
  const parameters = [
    cli,
    'test',
    `--config=${join(folder, 'playwright.config.mts')}`,
    '--reporter=json',
    `--workers=${workers}`,
    `--retries=${retries}`,
    ...args,
  ]
  const { exitCode, output } = await run(parameters, folder, {
    PLAYWRIGHT_JSON_OUTPUT_FILE: reportPath,
    FORCE_COLOR: '0',
    ...env,
  })
  const text = await readFile(reportPath, 'utf8').catch(() => {
    throw new Error(`Playwright wrote no report:\n${output}`)
  })
  const report = JSON.parse(text) as JSONReport
  return {
    exitCode,
    folder,
    output,
    report,
    results: (title) => {
      const found = report.suites.flatMap((suite) => resultsIn(suite, title))
      if (found.length === 0) throw new Error(`No test "${title}" in the report:\n${text}`)
      return found
    },
  }
}

function configuration(use: string): string {
  const chromium = JSON.stringify(new URL('../scripts/chromium.mjs', import.meta.url))
  return `import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from ${chromium}
export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  use: { launchOptions: chromiumLaunchOptions(), ...${use} },
})
`
}

function resultsIn(suite: JSONReportSuite, title: string): JSONReportTestResult[] {
  const here = suite.specs
    .filter((spec) => spec.title === title)
    .flatMap(({ tests }) => tests)
    .flatMap(({ results }) => results)
  return [...here, ...(suite.suites ?? []).flatMap((inner) => resultsIn(inner, title))]
}

function run(
  parameters: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<ProgramRun> {
  return runProgram([process.execPath, ...parameters], { cwd, env: { ...process.env, ...env } })
}
