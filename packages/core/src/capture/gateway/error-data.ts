import { HartifactError, isHartifactError } from '../../errors.ts'
import type { ErrorData } from './messages.ts'

/** An error as data that can cross a thread. */
export function errorData(error: unknown): ErrorData {
  if (isHartifactError(error)) {
    return {
      code: error.code,
      what: error.message,
      ...(error.fix !== undefined && { fix: error.fix }),
    }
  }
  const { code, message } = (error ?? {}) as { code?: string; message?: string }
  return {
    code: 'GATEWAY_FAILED',
    what: [code, message ?? String(error)].filter(Boolean).join(': '),
  }
}

/** The error that {@link errorData} was made of. */
export function reviveError({ code, fix, what }: ErrorData): HartifactError {
  // The message holds fix and code already; they are taken off to be put on again.
  const plain = what.replace(` [${code}]`, '').replace(fix ? ` ${fix}` : '', '')
  return new HartifactError(code, plain, { ...(fix !== undefined && { fix }) })
}
