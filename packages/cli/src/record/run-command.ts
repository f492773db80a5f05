import { stat } from 'node:fs/promises'
import { constants } from 'node:os'
import spawn from 'cross-spawn'
import { findProgram } from './find-program.ts'

/** What {@link runCommand} is to run. */
export interface CommandSettings {
  readonly command: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** Codes of shells for a command that cannot be run. */
const notExecutable = 126
const notFound = 127

/** Says why a command cannot be started, and with which exit code that is told. */
export interface CommandFailure {
  readonly code: number
  readonly message: string
}

/** Looks whether a command can be started at all. */
export async function checkCommand({
  command: [program = ''],
  environment,
}: CommandSettings): Promise<CommandFailure | undefined> {
  if (await findProgram(program, environment)) return undefined
  const isFile = program.includes('/') && (await stat(program).catch(() => undefined))
  return failureOf(program, isFile ? 'EACCES' : 'ENOENT')
}

/**
 * Runs a command with our standard streams, and gives its exit code: 128 and the number of the
 * signal when one ended it. Signals that we get are for the command; we end after it.
 */
export async function runCommand(settings: CommandSettings): Promise<number | CommandFailure> {
  const [program = '', ...parameters] = settings.command
  const child = spawn(program, parameters, { stdio: 'inherit', env: settings.environment })
  const pass = (signal: NodeJS.Signals): void => {
    if (!isFromTerminal(signal)) child.kill(signal)
  }
  for (const signal of passedOn) process.on(signal, pass)
  try {
    return await new Promise<number | CommandFailure>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined) resolve(failureOf(program, error.code, error.message))
      })
      child.once('exit', (code, signal) => {
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
      })
    })
  } finally {
    for (const signal of passedOn) process.off(signal, pass)
  }
}

/** Ctrl-C and Ctrl-\ go to all programs in the foreground of a terminal, so the command has it. */
function isFromTerminal(signal: NodeJS.Signals): boolean {
  const isKey = signal === 'SIGINT' || signal === 'SIGQUIT'
  return isKey && [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
}

function failureOf(program: string, code: string | undefined, reason = ''): CommandFailure {
  if (code === 'ENOENT') {
    return { code: notFound, message: `The command "${program}" was not found.` }
  }
  const why = code === 'EACCES' ? 'it is not executable' : reason
  return { code: notExecutable, message: `The command "${program}" cannot be started: ${why}.` }
}
