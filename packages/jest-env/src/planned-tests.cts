import type { Circus } from '@jest/types'
import type { TestIdentity } from '@hartifact/node-clients/test-runner' with {
  'resolution-mode': 'import',
}

/** What is known of a test before any attempt at it. */
export type PlannedTest = Omit<TestIdentity, 'retry'>

/** All tests of a file, in the order in which they are written. */
export function planTests(root: Circus.DescribeBlock): Map<Circus.TestEntry, PlannedTest> {
  const sameTitles = new Map<string, number>()
  const plan = new Map<Circus.TestEntry, PlannedTest>()
  const tests = testsOf(root, [])
  for (const { entry, titlePath } of tests) {
    const key = JSON.stringify(titlePath)
    const ordinal = sameTitles.get(key) ?? 0
    sameTitles.set(key, ordinal + 1)
    plan.set(entry, { titlePath, ordinal, isOnly: tests.length === 1 })
  }
  return plan
}

interface TitledTest {
  readonly entry: Circus.TestEntry
  readonly titlePath: readonly string[]
}

function testsOf(block: Circus.DescribeBlock, titles: readonly string[]): TitledTest[] {
  return block.children.flatMap((child) => {
    const titlePath = [...titles, child.name]
    return child.type === 'test' ? [{ entry: child, titlePath }] : testsOf(child, titlePath)
  })
}
