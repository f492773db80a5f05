import {
  type EntryFilter,
  type HarMode,
  harModes,
  HartifactError,
  type ProxyOptions,
} from '@hartifact/core'

/** When the HAR of a test is attached, and what is in it. */
export interface HarOptions {
  readonly mode: HarMode
  /** Only these entries are in the attached file; the session has all. */
  readonly filter?: EntryFilter
}

/** Options of each test, for `test.use()` and for `use` in the configuration. */
export interface HartifactTestOptions {
  /**
   * Name of the test's session. `undefined`, the default, takes the titles of the test and of the
   * `describe` blocks around it; `false` captures nothing.
   *
   * @example
   * ```ts
   * import { test } from '@hartifact/playwright-fixture'
   *
   * test.use({ session: 'Login Flow' })
   * // or from the test itself:
   * test.use({ session: async ({}, use, testInfo) => use(testInfo.titlePath.join(' / ')) })
   * ```
   */
  session: string | false | undefined
  /**
   * When the session's HAR is attached to the test; default `'on'`. The session itself is kept in
   * the store in any case.
   */
  har: HarMode | HarOptions
}

/** What {@link HartifactWorkerOptions.hartifact} takes: options of `startProxy`. */
export interface CaptureOptions extends Pick<ProxyOptions, 'limits' | 'redact' | 'upstream'> {
  /**
   * Folder of the sessions, absolute or relative to the configuration's folder. Default:
   * `$HARTIFACT_STORE`, else `.hartifact` in the configuration's folder.
   */
  readonly store?: string
}

/** Options of each worker. Playwright allows them in the configuration and at the top of a file. */
export interface HartifactWorkerOptions {
  /** Options of the capture proxy. */
  hartifact: CaptureOptions
}

/** The longest name that a session may have. */
const longestName = 500

/**
 * The name that a test's session gets, or `false` for none.
 *
 * @param titles - titles of the `describe` blocks and of the test
 * @throws HartifactError `INVALID_ARGUMENT`
 */
export function sessionName(session: unknown, titles: readonly string[]): string | false {
  if (session === false) return false
  if (session === undefined) return titles.join(' › ').slice(0, longestName).trim() || 'Test'
  if (typeof session === 'string' && session.trim() !== '' && session.length <= longestName) {
    return session
  }
  throw new HartifactError('INVALID_ARGUMENT', `The option session cannot be ${show(session)}.`, {
    fix: `Give it a name of 1 to ${longestName} characters, false for no capture, or undefined for the test's title.`,
  })
}

/** @throws HartifactError `INVALID_ARGUMENT` */
export function harOptions(har: unknown): HarOptions {
  const given = typeof har === 'string' ? { mode: har } : har
  if (typeof given !== 'object' || given === null) {
    throw new HartifactError('INVALID_ARGUMENT', `The option har cannot be ${show(har)}.`, {
      fix: knownModes,
    })
  }
  rejectUnknown('har', given, ['mode', 'filter'])
  const options = given as HarOptions
  if (harModes.includes(options.mode)) return options
  throw new HartifactError(
    'INVALID_ARGUMENT',
    `The option har has no mode ${show(options.mode)}.`,
    {
      fix: knownModes,
    },
  )
}

/** @throws HartifactError `INVALID_ARGUMENT` */
export function captureOptions(hartifact: unknown): CaptureOptions {
  if (typeof hartifact !== 'object' || hartifact === null || Array.isArray(hartifact)) {
    throw new HartifactError(
      'INVALID_ARGUMENT',
      `The option hartifact cannot be ${show(hartifact)}.`,
      {
        fix: `Give it an object with any of ${captureKeys.join(', ')}.`,
      },
    )
  }
  rejectUnknown('hartifact', hartifact, captureKeys)
  return hartifact
}

const captureKeys: readonly (keyof CaptureOptions)[] = ['store', 'upstream', 'redact', 'limits']

const knownModes = `Use one of ${harModes.join(', ')}, or { mode } with one of them.`

function rejectUnknown(option: string, given: object, known: readonly string[]): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue
    throw new HartifactError('INVALID_ARGUMENT', `The option ${option} has no property "${key}".`, {
      fix: `It has ${known.join(', ')}.`,
    })
  }
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}
