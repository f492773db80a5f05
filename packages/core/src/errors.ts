/**
 * Every code a {@link HartifactError} can carry. `docs/errors.md` explains each one; a test keeps
 * the two lists equal.
 */
export const errorCodes = [
  'BASELINE_MISSING',
  'BODY_MISSING',
  'CA_UNUSABLE',
  'ENVIRONMENT_MISSING',
  'EXPORT_FAILED',
  'FORMAT_NEWER',
  'FORMAT_UNKNOWN',
  'GATEWAY_FAILED',
  'INVALID_ARGUMENT',
  'NAME_NOT_FOUND',
  'NOT_ALLOWED',
  'PORT_IN_USE',
  'PROXY_DISPLACED',
  'PROXY_STOPPED',
  'RECORDING_STOPPED',
  'SESSIONS_DIFFER',
  'SESSIONS_INCOMPARABLE',
  'SESSION_ACTIVE',
  'SESSION_DEGRADED',
  'SESSION_LOCKED',
  'STORE_FOREIGN',
  'STORE_FULL',
  'STORE_SLOW',
  'STORE_UNWRITABLE',
  'TIMED_OUT',
] as const

/** What went wrong, as a stable word that code can match. */
export type ErrorCode = (typeof errorCodes)[number]

/** What can be said about a {@link HartifactError} beside its message. */
export interface HartifactErrorOptions extends ErrorOptions {
  /** What the reader can do about it, as one or two full sentences. */
  readonly fix?: string
}

/**
 * The only error class that Hartifact throws. Match it by `code` with {@link isHartifactError},
 * never by `instanceof`: test runners load code in several realms.
 *
 * @example
 * ```ts
 * try {
 *   await store.open('Login Flwo')
 * } catch (error) {
 *   if (isHartifactError(error) && error.code === 'NAME_NOT_FOUND') console.log(error.fix)
 * }
 * ```
 */
export class HartifactError extends Error {
  override readonly name = 'HartifactError'
  /** Stable code, one of {@link errorCodes}. */
  readonly code: ErrorCode
  /** What to do about it. */
  readonly fix: string | undefined

  constructor(code: ErrorCode, what: string, options: HartifactErrorOptions = {}) {
    super([what, options.fix, `[${code}]`].filter(Boolean).join(' '), options)
    this.code = code
    this.fix = options.fix
  }
}

/**
 * Whether `value` is a {@link HartifactError}, also when it comes from another realm, another copy
 * of the package, or another thread; optionally one with the given code.
 */
export function isHartifactError(value: unknown, code?: ErrorCode): value is HartifactError {
  if (typeof value !== 'object' || value === null) return false
  const candidate = value as { name?: unknown; code?: unknown }
  if (candidate.name !== 'HartifactError') return false
  if (!errorCodes.includes(candidate.code as ErrorCode)) return false
  return code === undefined || candidate.code === code
}
