import type { Matchers } from '@hartifact/core/matchers' with { 'resolution-mode': 'import' }

type Matcher = (this: object | void, ...parameters: unknown[]) => unknown

/**
 * The matchers with a limit for waiting that ends before the test's own: else a request that never
 * comes would be told as a test that took too long.
 *
 * @param timeLeft - milliseconds
 */
export function withinTest(matchers: Matchers, timeLeft: () => number): Record<string, Matcher> {
  const entries = Object.entries(matchers) as [string, Matcher][]
  return Object.fromEntries(
    entries.map(([name, matcher]) => {
      const limited: Matcher = function (...parameters) {
        return matcher.call({ timeout: timeLeft(), ...this }, ...parameters)
      }
      return [name, limited]
    }),
  )
}

/** Stand for the matchers where nothing is captured. */
export function refusing(names: readonly string[], reason: () => Error): Record<string, Matcher> {
  return Object.fromEntries(names.map((name) => [name, () => Promise.reject(reason())]))
}
