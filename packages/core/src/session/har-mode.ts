/**
 * When a test's HAR is attached, in the words of Playwright's `trace` option.
 *
 * @see https://playwright.dev/docs/api/class-testoptions#test-options-trace
 */
export type HarMode =
  /** Never. */
  | 'off'
  /** To every attempt. */
  | 'on'
  /** To attempts that failed. */
  | 'retain-on-failure'
  /** To the first retry. */
  | 'on-first-retry'
  /** To every retry. */
  | 'on-all-retries'
  /** To the first attempt, when it failed. */
  | 'retain-on-first-failure'
  /** To attempts that failed, and to every retry. */
  | 'retain-on-failure-and-retries'

/** Every {@link HarMode}. */
export const harModes: readonly HarMode[] = [
  'off',
  'on',
  'retain-on-failure',
  'on-first-retry',
  'on-all-retries',
  'retain-on-first-failure',
  'retain-on-failure-and-retries',
]

/** How an attempt at a test went, as far as {@link keepsHar} looks at it. */
export interface AttemptOutcome {
  /** 0 for the first attempt. */
  readonly retry: number
  readonly failed: boolean
}

/**
 * Whether an attempt may get a HAR at all, as is known before it starts.
 *
 * | mode                            | first attempt | first retry | later retries |
 * | ------------------------------- | ------------- | ----------- | ------------- |
 * | `off`                           | no            | no          | no            |
 * | `on`                            | yes           | yes         | yes           |
 * | `retain-on-failure`             | yes           | yes         | yes           |
 * | `on-first-retry`                | no            | yes         | no            |
 * | `on-all-retries`                | no            | yes         | yes           |
 * | `retain-on-first-failure`       | yes           | no          | no            |
 * | `retain-on-failure-and-retries` | yes           | yes         | yes           |
 *
 * A word that is none of these gets none.
 *
 * @param retry - 0 for the first attempt
 */
export function mayMakeHar(mode: HarMode, retry: number): boolean {
  switch (mode) {
    case 'on':
    case 'retain-on-failure':
    case 'retain-on-failure-and-retries':
      return true
    case 'on-first-retry':
      return retry === 1
    case 'on-all-retries':
      return retry > 0
    case 'retain-on-first-failure':
      return retry === 0
    default:
      return false
  }
}

/**
 * Whether an attempt that is over gets its HAR. Never when {@link mayMakeHar} ruled it out, else:
 *
 * | mode                            | kept when                        |
 * | ------------------------------- | -------------------------------- |
 * | `off`                           | never                            |
 * | `on`                            | always                           |
 * | `retain-on-failure`             | it failed                        |
 * | `on-first-retry`                | always                           |
 * | `on-all-retries`                | always                           |
 * | `retain-on-first-failure`       | it failed                        |
 * | `retain-on-failure-and-retries` | it failed, or it is a retry      |
 */
export function keepsHar(mode: HarMode, { failed, retry }: AttemptOutcome): boolean {
  if (!mayMakeHar(mode, retry)) return false
  switch (mode) {
    case 'retain-on-failure':
    case 'retain-on-first-failure':
      return failed
    case 'retain-on-failure-and-retries':
      return failed || retry > 0
    default:
      return true
  }
}
