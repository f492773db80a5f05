import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FinishedTest } from '@hartifact/vitest-env'
import { type CapturedTests, readCapturedTests } from './support/captured-tests.ts'
import { makeProject, running, withoutRunner } from './support/inline-projects.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, '.cache')

/** Another Vitest and another Node to run these tests with, where they are there. */
const defaultFrom = process.env['HARTIFACT_TEST_VITEST'] ?? root
const node = process.env['HARTIFACT_TEST_NODE'] ?? process.execPath

/** Options of {@link runVitest}. */
export interface VitestOptions {
  /** Source text of the value of `test` in the configuration. */
  readonly test?: string
  /** Source text of the argument of the plugin; `false`: the configuration has no plugin. */
  readonly hartifact?: string | false
  /** Default: `run`. */
  readonly command?: 'run' | 'watch'
  /** Further arguments of `vitest`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Folder whose `node_modules` has the Vitest to run; default: {@link defaultFrom}. */
  readonly from?: string
  /** Links the packages of this repository into the project, as a workspace does; default: as from a registry. */
  readonly link?: boolean
}

/** A test, as Vitest's own report has it. */
export interface ReportedTest {
  readonly title: string
  readonly status: string
  readonly failureMessages: readonly string[]
  readonly meta: { readonly hartifact?: FinishedTest; readonly [key: string]: unknown }
}

/** How a run went. */
export interface VitestRun extends CapturedTests {
  readonly exitCode: number | null
  /** The folder of the project. */
  readonly folder: string
  readonly output: string
  readonly tests: readonly ReportedTest[]
}

/** A project that is made, and not run yet. */
export interface VitestProject {
  readonly folder: string
  /** Command line that runs Vitest on it. */
  readonly parameters: readonly string[]
}

/**
 * Runs Vitest's real command line on a project that is made of `files`. The packages of this
 * repository are installed into it as they would be from a registry. The folder is removed after the
 * last test of the file, whether the tests passed or not; `HARTIFACT_KEEP=1` in the environment keeps
 * it, as `.cache/vitest-…`.
 *
 * @param files - content by path
 */
export async function runVitest(
  files: Readonly<Record<string, string>>,
  options: VitestOptions = {},
): Promise<VitestRun> {
  const { folder, parameters } = await makeVitestProject(files, options)
  const { ended } = startVitest(parameters, folder, options.env)
  const { exitCode, output } = await ended
  const tests = await readReport(folder)
  return { exitCode, folder, output, tests, ...(await readCapturedTests(folder)) }
}

/** Makes the project that {@link runVitest} runs. */
export async function makeVitestProject(
  files: Readonly<Record<string, string>>,
  {
    args = [],
    command = 'run',
    from = defaultFrom,
    hartifact = '',
    link = false,
    test = '{}',
  }: VitestOptions = {},
): Promise<VitestProject> {
  // Below what it uses: so it finds the right version of Vitest, and no other.
  const parent = from === root ? cache : from
  const packages = ['core', 'node-clients', 'vitest-env', 'reporter']
  const folder = await makeProject({
    parent,
    prefix: 'vitest-',
    files: {
      'package.json': JSON.stringify({ type: 'module' }),
      'vitest.config.mjs': configuration(hartifact, test),
      ...files,
    },
    packages: link ? [] : packages,
  })
  if (link) await Promise.all(packages.map((name) => linkTo(name, folder)))
  const cli = join(from, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=report.json']
  return { folder, parameters: [cli, command, ...reporters, ...args] }
}

async function linkTo(name: string, folder: string): Promise<void> {
  await mkdir(join(folder, 'node_modules', '@hartifact'), { recursive: true })
  const link = join(folder, 'node_modules', '@hartifact', name)
  await symlink(join(root, 'packages', name), link, 'junction')
}

function configuration(hartifact: string | false, test: string): string {
  if (hartifact === false) return `export default { test: ${test} }\n`
  return `import hartifact from '@hartifact/vitest-env'
export default { plugins: [hartifact(${hartifact})], test: ${test} }
`
}

async function readReport(folder: string): Promise<readonly ReportedTest[]> {
  const text = await readFile(join(folder, 'report.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return []
  const report = JSON.parse(text) as {
    readonly testResults: ReadonlyArray<{ readonly assertionResults: readonly ReportedTest[] }>
  }
  return report.testResults.flatMap(({ assertionResults }) => assertionResults)
}

/** A Vitest that runs. */
export interface RunningVitest {
  readonly process: ChildProcess
  readonly ended: Promise<{ readonly exitCode: number | null; readonly output: string }>
  /** Resolves when it has said something that matches, after what was waited for before. */
  says(pattern: RegExp): Promise<void>
}

/** Starts Vitest in a project that was made. */
export function startVitest(
  parameters: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): RunningVitest {
  const child = spawn(node, parameters, {
    cwd: folder,
    // What this Vitest tells its workers must not reach the other one.
    env: { ...withoutRunner(), FORCE_COLOR: '0', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  let heard = 0
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      for (const listener of listeners) listener()
    })
  }
  const ended = once(child, 'close').then(([exitCode]) => {
    running.delete(child)
    return { exitCode: exitCode as number | null, output }
  })
  return {
    process: child,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(output.slice(heard))
          if (!found) return
          heard += found.index + found[0].length
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        void ended.then(() => reject(new Error(`Vitest ended without ${pattern}:\n${output}`)))
        look()
      }),
  }
}
