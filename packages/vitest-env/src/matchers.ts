import type { Matchers } from '@hartifact/core/matchers'

/** Those of core, which is loaded with the first one that is used. */
const names: readonly (keyof Matchers)[] = [
  'toHaveRequest',
  'toHaveNoFailedRequests',
  'toMatchSession',
  'toMatchBaseline',
]

type Matcher = (this: object | void, ...parameters: never[]) => unknown
type AsyncMatcher = (
  this: object,
  ...parameters: unknown[]
) => Promise<{ pass: boolean; message: () => string }>

/**
 * The matchers with a limit for waiting that ends before the test's own: else a request that never
 * comes would be told as a test that took too long.
 *
 * @param timeLeft - milliseconds
 */
export function lazyMatchers(
  load: () => Promise<Matchers>,
  timeLeft: () => number,
): Record<keyof Matchers, AsyncMatcher> {
  return Object.fromEntries(
    names.map((name) => {
      // Async, since Vitest awaits only promises of the realm of the tests.
      const matcher: AsyncMatcher = async function (...parameters) {
        const matchers = await load()
        const context = Object.assign(Object.create(this) as object, { timeout: timeLeft() })
        return (matchers[name] as Matcher).call(
          context,
          ...(parameters as never[]),
        ) as ReturnType<AsyncMatcher>
      }
      return [name, matcher]
    }),
  ) as Record<keyof Matchers, AsyncMatcher>
}
