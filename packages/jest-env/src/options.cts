import { toldError } from './told-error.cts'

/** Options that no other environment has: at the top level they are a mistake. */
const ownKeys = ['outputDir', 'har', 'upstream', 'redact', 'bypass', 'onEscape']

/** Options that another environment may have, too. */
const commonKeys = ['store', 'limits', 'enabled']

/** The options of an environment, ours apart from those of the environment below. */
export interface SplitOptions {
  /** Whatever was given as `hartifact`. */
  readonly own: unknown
  /** The others: the environment below makes them global variables of the tests. */
  readonly others: Record<string, unknown>
}

/**
 * Takes the options of this package out of `testEnvironmentOptions`.
 *
 * @throws Error with the code `INVALID_ARGUMENT` for options that are in the wrong place
 */
export function splitOptions(testEnvironmentOptions: object | undefined): SplitOptions {
  const { hartifact, ...others } = (testEnvironmentOptions ?? {}) as Record<string, unknown>
  const misspelt = Object.keys(others).find((key) => key.toLowerCase() === 'hartifact')
  if (misspelt !== undefined) {
    throw toldError(
      'INVALID_ARGUMENT',
      `testEnvironmentOptions has "${misspelt}".`,
      'The options of this environment belong into testEnvironmentOptions.hartifact.',
    )
  }
  const wrong = hartifact === undefined ? [...ownKeys, ...commonKeys] : ownKeys
  const misplaced = wrong.filter((key) => Object.hasOwn(others, key))
  if (misplaced.length > 0) {
    throw toldError(
      'INVALID_ARGUMENT',
      `testEnvironmentOptions has ${misplaced.map((key) => `"${key}"`).join(', ')} at its top level.`,
      `Write testEnvironmentOptions: { hartifact: { ${misplaced.join(', ')} } }.`,
    )
  }
  return { own: hartifact, others }
}

/** Whether the options say that nothing is captured; then nothing is loaded to check the others. */
export function isDisabled(own: unknown): boolean {
  return typeof own === 'object' && own !== null && 'enabled' in own && own.enabled === false
}

/**
 * Name of the file's session, of its first comment.
 *
 * @throws Error with the code `INVALID_ARGUMENT` when there is none after `@session`, or several
 */
export function sessionPragma(
  pragmas: Readonly<Record<string, string | string[]>>,
): string | undefined {
  const { session } = pragmas
  if (session === undefined) return undefined
  if (typeof session === 'string' && session.trim() !== '') return session.trim()
  throw toldError(
    'INVALID_ARGUMENT',
    'The first comment of the file has @session without a name, or more than once.',
    'Write it once, as @session Login Flow.',
  )
}
