import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Entry, openStore, readTestManifest, type TestRow } from '@hartifact/core'
import type { FinishedTest } from '@hartifact/vitest-env'
import { made, running } from './support/inline-projects.ts'
import { installPackages } from './support/install-packages.ts'

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

/** A test of a run, with what was captured of it. */
export interface CapturedTest extends TestRow {
  /** Path in the project. */
  readonly file: string
  readonly project: string | undefined
  /** Name of its session. */
  readonly name: string | undefined
  /** Paths of what it sent, in order. */
  readonly sent: readonly string[]
  readonly entries: readonly Entry[]
  /** Whether its HAR is there. */
  readonly hasHar: boolean
}

/** A test, as Vitest's own report has it. */
export interface ReportedTest {
  readonly title: string
  readonly status: string
  readonly failureMessages: readonly string[]
  readonly meta: { readonly hartifact?: FinishedTest; readonly [key: string]: unknown }
}

/** How a run went. */
export interface VitestRun {
  readonly exitCode: number | null
  /** The folder of the project. */
  readonly folder: string
  readonly output: string
  readonly tests: readonly ReportedTest[]
  /** All attempts that captured something, and what was captured outside of tests. */
  readonly captured: readonly CapturedTest[]
  /** What the tests of this title sent, one list for each attempt. */
  sent(title: string): readonly (readonly string[])[]
  /** What was sent outside of tests. */
  readonly outside: readonly string[]
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
  const captured = await readCaptured(folder)
  return {
    exitCode,
    folder,
    output,
    tests: await readReport(folder),
    captured,
    sent: (title) =>
      captured
        .filter(({ titlePath }) => titlePath.at(-1) === title)
        .toSorted((a, b) => a.ordinal - b.ordinal || a.retry - b.retry)
        .map(({ sent }) => sent),
    outside: captured.filter(({ titlePath }) => titlePath.length === 0).flatMap(({ sent }) => sent),
  }
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
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'vitest-'))
  made.push(folder)
  const project: Record<string, string> = {
    'package.json': JSON.stringify({ type: 'module' }),
    'vitest.config.mjs': configuration(hartifact, test),
    ...files,
  }
  for (const [name, content] of Object.entries(project)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  const packages = ['core', 'node-clients', 'vitest-env', 'reporter']
  if (link) await Promise.all(packages.map((name) => linkTo(name, folder)))
  else installPackages(packages, folder)
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

/** What is in the manifests of a project, and the sessions they name. */
export async function readCaptured(
  folder: string,
  outputDir: string = join(folder, 'test-results', 'hartifact'),
): Promise<CapturedTest[]> {
  const names = existsSync(outputDir) ? await readdir(outputDir) : []
  const captured: CapturedTest[] = []
  for (const name of names.filter((one) => one.endsWith('.ndjson')).toSorted()) {
    const manifest = await readTestManifest(join(outputDir, name))
    for (const row of manifest?.rows ?? []) {
      // Without it the row has not been ended: the process died.
      if (row.marker === undefined || row.requests === undefined) continue
      captured.push({
        ...row,
        ...(await readEntries(row.marker)),
        file: manifest!.file,
        project: manifest!.project,
        hasHar: row.marker.har !== undefined && existsSync(row.marker.har),
      })
    }
  }
  return captured
}

async function readEntries({
  sessionId,
  store: location,
}: {
  readonly sessionId: string
  readonly store: string
}): Promise<Pick<CapturedTest, 'entries' | 'name' | 'sent'>> {
  await using store = await openStore(location)
  const session = await store.open(sessionId)
  const entries: Entry[] = []
  for await (const entry of session.entries()) entries.push(entry)
  const sent = entries.map(({ request }) => new URL(request.url).pathname)
  return { entries, name: session.name, sent }
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
    env: { ...withoutVitest(process.env), FORCE_COLOR: '0', NO_COLOR: '1', ...env },
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

function withoutVitest(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^VITEST|^(?:NODE_ENV|TEST|MODE|DEV|PROD|SSR|BASE_URL)$/
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.test(name)))
}
