import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CapturedTests, readCapturedTests } from './support/captured-tests.ts'
import { makeProject, runProgram, withoutRunner } from './support/inline-projects.ts'
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

/** How a run went. */
export interface JestRun extends CapturedTests {
  readonly exitCode: number | null
  /** The folder of the project. */
  readonly folder: string
  readonly output: string
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
  const { exitCode, output } = await runProgram([node, ...nodeArgs, ...parameters], {
    cwd: folder,
    env: { ...withoutRunner(), FORCE_COLOR: '0', NO_COLOR: '1', ...env },
  })
  return { exitCode, folder, output, ...(await readCapturedTests(folder)) }
}

/** Makes the project that {@link runJest} runs. */
export async function makeJestProject(
  files: Readonly<Record<string, string>>,
  { args = ['--runInBand'], config = {}, hartifact, type = 'commonjs', version }: JestOptions = {},
): Promise<JestProject> {
  const installed = version === undefined ? root : await installJest(version)
  // Below what it uses: so it finds the right version of Jest, and no other.
  const parent = version === undefined ? cache : join(installed, 'projects')
  const configuration = {
    testEnvironment: '@hartifact/jest-env',
    // Babel would only take time.
    transform: {},
    ...(hartifact && { testEnvironmentOptions: { hartifact } }),
    ...config,
  }
  const folder = await makeProject({
    parent,
    prefix: 'jest-',
    files: {
      'package.json': JSON.stringify({ type }),
      'jest.config.json': JSON.stringify(configuration),
      ...files,
    },
    packages: ['core', 'node-clients', 'jest-env', 'reporter'],
  })
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
