import { CommanderError } from 'commander'
import { printable, printableJson, printableLines } from './ui/printable.ts'
import { stylesFor } from './ui/styles.ts'

/** Exit codes: what was asked cannot be done; this program is wrong. */
const refused = 2
const unexpected = 70

/** How a failure is told. */
export interface FailureOptions {
  readonly json: boolean
  readonly color: boolean
}

/** Tells on standard error what went wrong, and what to do about it. Gives the exit code. */
export function reportFailure(error: unknown, { color, json }: FailureOptions): number {
  const { code, exitCode, fix, message } = explain(firstOf(error))
  const debug = process.env['HARTIFACT_DEBUG']
  if (json) {
    const told = { code, message, ...(fix !== undefined && { fix }) }
    process.stderr.write(`${printableJson({ error: told })}\n`)
  } else {
    const styles = stylesFor(color && process.stderr.isTTY, color ? process.env : {})
    const place = code === 'USAGE' ? '' : ` ${styles.dim(`[${code}]`)}`
    process.stderr.write(`${styles.red('error:')} ${printable(message)}${place}\n`)
    if (fix !== undefined) process.stderr.write(`       ${printable(fix)}\n`)
  }
  if (debug) process.stderr.write(`${printableLines(stackOf(error))}\n`)
  return exitCode
}

/** What went wrong while cleaning up after a failure hides it. */
function firstOf(error: unknown): unknown {
  return error instanceof Error && 'suppressed' in error ? firstOf(error.suppressed) : error
}

interface Explanation {
  readonly code: string
  readonly message: string
  readonly fix?: string
  readonly exitCode: number
}

function explain(error: unknown): Explanation {
  if (error instanceof CommanderError) return explainUsage(error)
  if (isHartifactError(error)) {
    const { code, fix } = error
    const message = error.message.replace(` [${code}]`, '').replace(fix ? ` ${fix}` : '', '')
    return { code, message, exitCode: refused, ...(fix !== undefined && { fix }) }
  }
  const isSystem = isSystemError(error)
  return {
    code: 'UNEXPECTED',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    fix: isSystem
      ? 'The operating system refused it. HARTIFACT_DEBUG=1 shows where.'
      : 'This is a fault of Hartifact. Run it again with HARTIFACT_DEBUG=1 to see where, and report it.',
    exitCode: isSystem ? refused : unexpected,
  }
}

/** Commander says `error: …`, and in a line of its own what may have been meant. */
function explainUsage({ message }: CommanderError): Explanation {
  const [what = '', ...rest] = message.replace(/^error: /, '').split('\n')
  const hint = rest
    .join(' ')
    .trim()
    .replace(/^\((.*)\)$/, '$1')
  return {
    code: 'USAGE',
    message: `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
    fix: hint || 'See --help.',
    exitCode: refused,
  }
}

/** A full disk and the like. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** The core is not loaded when the command line is wrong already. */
function isHartifactError(
  error: unknown,
): error is Error & { readonly code: string; readonly fix: string | undefined } {
  return error instanceof Error && error.name === 'HartifactError'
}

function stackOf(error: unknown): string {
  return error instanceof Error
    ? [error.stack ?? error.message, error.cause && `Cause: ${stackOf(error.cause)}`]
        .filter(Boolean)
        .join('\n')
    : String(error)
}
