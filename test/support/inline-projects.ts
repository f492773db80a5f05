import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { installPackages } from './install-packages.ts'

/**
 * Folders of projects that a test file has made. They are needed until its assertions are done, and
 * removed then, whether it passed or not; `HARTIFACT_KEEP=1` in the environment keeps them.
 */
const made: string[] = []

/** Runs that are not over; at the end of a test file there are some when a test took too long. */
export const running: Set<ChildProcess> = new Set()

afterAll(async () => {
  // They would go on to write into folders that are being removed.
  await Promise.all([...running].map(interrupt))
  if (process.env['HARTIFACT_KEEP'] === '1') return
  await Promise.all(
    made.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
  )
})

async function interrupt(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGINT')
  await closed
}

/** Where a project is made, and what is in it. */
export interface ProjectParts {
  /** Folder that its own is made in: what is installed there is found. */
  readonly parent: string
  /** How the name of its folder begins. */
  readonly prefix: string
  /** Content by path. */
  readonly files: Readonly<Record<string, string>>
  /** Packages of this repository, see {@link installPackages}. */
  readonly packages: readonly string[]
}

/** Makes a project for a test runner, which goes with the others of its test file. Returns its folder. */
export async function makeProject({
  files,
  packages,
  parent,
  prefix,
}: ProjectParts): Promise<string> {
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, prefix))
  made.push(folder)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  installPackages(packages, folder)
  return folder
}

/** The environment without what the runner that runs us says in it: it is not for another one. */
export function withoutRunner(): NodeJS.ProcessEnv {
  const own = /^VITEST|^JEST|^(?:NODE_ENV|TEST|MODE|DEV|PROD|SSR|BASE_URL)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
}

/** How a program ended. */
export interface ProgramRun {
  readonly exitCode: number | null
  /** All that it printed, as it came. */
  readonly output: string
  readonly stderr: string
}

/**
 * Runs a program, which is interrupted when its test takes too long.
 *
 * @param env - the whole environment
 */
export function runProgram(
  [program = '', ...parameters]: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<ProgramRun> {
  const child = spawn(program, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    stderr += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      running.delete(child)
      reject(error)
    })
    child.once('close', (exitCode) => {
      running.delete(child)
      resolve({ exitCode, output, stderr })
    })
  })
}
