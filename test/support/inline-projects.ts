import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { afterAll } from 'vitest'

/**
 * Folders of projects that a test file has made. They are needed until its assertions are done, and
 * removed then, whether it passed or not; `HARTIFACT_KEEP=1` in the environment keeps them.
 */
export const made: string[] = []

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

/**
 * Runs a program, which is interrupted when its test takes too long.
 *
 * @param env - the whole environment
 */
export function runProgram(
  [program = '', ...parameters]: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(program, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      running.delete(child)
      reject(error)
    })
    child.once('close', (exitCode) => {
      running.delete(child)
      resolve({ exitCode, output })
    })
  })
}
