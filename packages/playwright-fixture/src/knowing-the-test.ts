import type { MatcherContext, matchers } from '@hartifact/core/matchers'
import { test } from '@playwright/test'

type Matchers = typeof matchers
type Matcher = (this: object, ...parameters: unknown[]) => unknown

/**
 * The matchers with what Playwright's matchers are not told: which file the test is in, and what
 * `--update-snapshots` says.
 */
export function knowingTheTest(plain: Matchers): Matchers {
  const entries = Object.entries(plain as unknown as Record<string, Matcher>)
  return Object.fromEntries(
    entries.map(([name, matcher]) => {
      const knowing: Matcher = function (...parameters) {
        const context = Object.assign(Object.create(this) as object, testContext())
        return matcher.call(context, ...parameters)
      }
      return [name, knowing]
    }),
  ) as unknown as Matchers
}

function testContext(): Pick<MatcherContext, 'testPath' | 'updateSnapshots'> {
  try {
    const { config, file } = test.info()
    return { testPath: file, updateSnapshots: config.updateSnapshots }
  } catch {
    // Outside of tests; there the assertion may know it by other means.
    return {}
  }
}
