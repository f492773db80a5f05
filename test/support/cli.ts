import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built command line. */
export const cliPath: string = fileURLToPath(
  new URL('../../packages/cli/dist/main.js', import.meta.url),
)

/** What a command did. */
export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How a command is run. */
export interface CliOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  /** Closes its standard output after so many bytes, as `head` does. */
  readonly closeAfter?: number
}

/** Runs `hartifact` as a program of its own, in an environment without settings of the caller. */
export function runCli(
  parameters: readonly string[],
  { closeAfter, cwd, env = {}, input = '' }: CliOptions = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [cliPath, ...parameters], {
    cwd,
    env: { ...withoutSettings(process.env), ...env },
  })
  child.stdin.end(input)
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk)
    size += chunk.length
    if (closeAfter !== undefined && size >= closeAfter) child.stdout.destroy()
  })
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    )
  })
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const settings = /^(?:HARTIFACT_.*|NO_COLOR|FORCE_COLOR)$/
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !settings.test(name)))
}
