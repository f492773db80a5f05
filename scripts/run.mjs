import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Where the tests' JSON report is written. */
export const testReport = join(root, '.cache', 'test-report.json')

export const minute = 60_000

/** A failure whose message is all that the reader needs: no stack is printed for it. */
export class Failure extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/**
 * The command line of a program that an installed package brings, run by this Node rather than by
 * a shell, so that it works alike on Windows.
 *
 * @param {string} packageName
 * @param {string} [program] Name of the program; default: the package's last name part.
 * @returns {[command: string, ...parameters: string[]]}
 */
export function installed(packageName, program = packageName.split('/').at(-1)) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return [process.execPath, join(folder, typeof bin === 'string' ? bin : bin[program ?? ''])]
}

/**
 * The command line of npm: the one that runs this script, else the one on the path.
 *
 * @returns {[command: string, ...parameters: string[]]}
 */
export function npm() {
  const own = process.env.npm_execpath
  return own?.endsWith('npm-cli.js') ? [process.execPath, own] : ['npm']
}

/**
 * Runs a program with the terminal's output and waits for its end. One that takes longer than
 * `limit` is stopped together with its children, and counts as failed.
 *
 * @param {readonly string[]} commandLine
 * @param {object} options
 * @param {string} options.name Says what runs, in messages.
 * @param {number} options.limit In ms.
 * @param {string} [options.cwd] Default: the repository's folder.
 * @param {Record<string, string>} [options.env] Added to the environment.
 * @returns {Promise<number>} The exit code; 127 when it could not be started, 124 when it took too
 *   long, 130 when this process was told to end.
 */
export async function run([command = '', ...parameters], { name, limit, cwd = root, env = {} }) {
  const windows = process.platform === 'win32'
  const child = spawn(command, parameters, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own, so that its children can be stopped with it.
    detached: !windows,
    // npm is a .cmd file there, which only a shell can start.
    shell: windows && command === 'npm',
  })
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    try {
      if (child.pid === undefined) return
      if (windows) spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'])
      else process.kill(-child.pid, signal)
    } catch {
      // It ended by itself in the meantime.
    }
  }
  let timedOut = false
  let interrupted = false
  const timers = [
    setTimeout(() => {
      timedOut = true
      console.error(`\n${name} did not finish within ${limit / minute} minutes and was stopped.`)
      stop('SIGTERM')
      timers.push(setTimeout(stop, 10_000, 'SIGKILL'))
    }, limit),
  ]
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    interrupted = true
    stop(signal)
  }
  process.on('SIGINT', passOn).on('SIGTERM', passOn)
  try {
    return await new Promise((resolve) => {
      child.on('error', (error) => {
        console.error(`${name} could not be started: ${error.message}`)
        resolve(127)
      })
      child.on('exit', (code) => resolve(interrupted ? 130 : timedOut ? 124 : (code ?? 1)))
    })
  } finally {
    for (const timer of timers) clearTimeout(timer)
    // Some of its children may have ignored the signal.
    if (interrupted || timedOut) stop('SIGKILL')
    process.off('SIGINT', passOn).off('SIGTERM', passOn)
  }
}

/**
 * Runs a script's main function; a {@link Failure} ends the process with its message alone.
 *
 * @param {() => Promise<number>} body Gives the exit code.
 */
export async function main(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    console.error(`\n${error.message}`)
    process.exitCode = error.exitCode
  }
}

/** @param {number} start As of `performance.now()`. */
export function since(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
