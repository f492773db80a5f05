import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Entry, openStore, readTestManifest, type TestRow } from '@hartifact/core'
import { made, runProgram } from './support/inline-projects.ts'
import { installPackages } from './support/install-packages.ts'
import { cache, installOnce, npm } from './support/install-once.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Options of {@link runJest}. */
export interface JestOptions {
  /** Further properties of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Value of `testEnvironmentOptions.hartifact`. */
  readonly hartifact?: Readonly<Record<string, unknown>>
  /** Arguments of `jest`; default `--runInBand`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Another version than the one of this repository; it is installed where it is missing. */
  readonly version?: string
  /** Arguments of Node. */
  readonly nodeArgs?: readonly string[]
  /** Path of the Node to run it with; default: this one. */
  readonly node?: string
  readonly type?: 'module' | 'commonjs'
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

/** How a run went. */
export interface JestRun {
  readonly exitCode: number | null
  /** The folder of the project. */
  readonly folder: string
  readonly output: string
  /** All attempts that captured something, and what was captured outside of tests. */
  readonly captured: readonly CapturedTest[]
  /** What the tests of this title sent, one list for each attempt. */
  sent(title: string): readonly (readonly string[])[]
  /** What was sent outside of tests. */
  readonly outside: readonly string[]
}

/** A project that is made, and not run yet. */
export interface JestProject {
  readonly folder: string
  /** Command line that runs Jest on it. */
  readonly parameters: readonly string[]
}

/**
 * Runs Jest's real command line on a project that is made of `files`. The packages of this repository
 * are installed into it as they would be from a registry. The folder is removed after the last test
 * of the file, whether the tests passed or not; `HARTIFACT_KEEP=1` in the environment keeps it.
 *
 * @param files - content by path
 */
export async function runJest(
  files: Readonly<Record<string, string>>,
  options: JestOptions = {},
): Promise<JestRun> {
  const { folder, parameters } = await makeJestProject(files, options)
  const { env = {}, node = process.execPath, nodeArgs = [] } = options
  const { exitCode, output } = await run([node, ...nodeArgs, ...parameters], folder, env)
  const captured = await readCaptured(folder)
  return {
    exitCode,
    folder,
    output,
    captured,
    sent: (title) =>
      captured
        .filter(({ titlePath }) => titlePath.at(-1) === title)
        .toSorted((a, b) => a.ordinal - b.ordinal || a.retry - b.retry)
        .map(({ sent }) => sent),
    outside: captured.filter(({ titlePath }) => titlePath.length === 0).flatMap(({ sent }) => sent),
  }
}

/** Makes the project that {@link runJest} runs. */
export async function makeJestProject(
  files: Readonly<Record<string, string>>,
  { args = ['--runInBand'], config = {}, hartifact, type = 'commonjs', version }: JestOptions = {},
): Promise<JestProject> {
  const installed = version === undefined ? root : await installJest(version)
  // Below what it uses: so it finds the right version of Jest, and no other.
  const parent = version === undefined ? cache : join(installed, 'projects')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'jest-'))
  made.push(folder)
  const configuration = {
    testEnvironment: '@hartifact/jest-env',
    // Babel would only take time.
    transform: {},
    ...(hartifact && { testEnvironmentOptions: { hartifact } }),
    ...config,
  }
  const project: Record<string, string> = {
    'package.json': JSON.stringify({ type }),
    'jest.config.json': JSON.stringify(configuration),
    ...files,
  }
  for (const [name, content] of Object.entries(project)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  installPackages(['core', 'node-clients', 'jest-env', 'reporter'], folder)
  const cli = join(installed, 'node_modules', 'jest', 'bin', 'jest.js')
  return { folder, parameters: [cli, '--config=jest.config.json', ...args] }
}

/** @returns the folder it is installed in, which later runs use again */
function installJest(version: string): Promise<string> {
  const packages = ['jest', 'jest-environment-jsdom'].map((name) => `${name}@${version}`)
  return installOnce({
    name: join('jest', version),
    version,
    install: async (draft) => {
      await writeFile(join(draft, 'package.json'), JSON.stringify({ private: true }))
      await npm(draft, 'install', ...packages)
    },
  })
}

async function readCaptured(folder: string): Promise<CapturedTest[]> {
  const results = join(folder, 'test-results', 'hartifact')
  const names = await readdir(results).catch(() => [])
  const captured: CapturedTest[] = []
  for (const name of names.filter((file) => file.endsWith('.ndjson'))) {
    const manifest = await readTestManifest(join(results, name))
    for (const row of manifest?.rows ?? []) {
      const { marker } = row
      if (!marker || row.requests === undefined) continue
      const store = await openStore(marker.store)
      const session = await store.open(marker.sessionId)
      const entries: Entry[] = []
      for await (const entry of session.entries()) entries.push(entry)
      captured.push({
        ...row,
        file: manifest?.file ?? '',
        project: manifest?.project,
        name: session.name,
        entries,
        sent: entries.map(({ request }) => new URL(request.url).pathname),
        hasHar: marker.har !== undefined && existsSync(marker.har),
      })
    }
  }
  return captured
}

function run(
  commandLine: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ exitCode: number | null; output: string }> {
  // Jest sets it, unless it is there.
  const { NODE_ENV: _, ...inherited } = process.env
  return runProgram(commandLine, {
    cwd,
    env: { ...inherited, FORCE_COLOR: '0', NO_COLOR: '1', ...env },
  })
}
