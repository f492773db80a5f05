import type { TestIdentity } from '@hartifact/node-clients/test-runner'
import type { RunnerTask, RunnerTestFile } from 'vitest'

/** What is known of a test before any attempt at it. */
export type PlannedTest = Omit<TestIdentity, 'retry'>

/** All tests of a file, by Vitest's id. */
export function planTests(file: RunnerTestFile): Map<string, PlannedTest> {
  const sameTitles = new Map<string, number>()
  const plan = new Map<string, PlannedTest>()
  const tests = testsOf(file.tasks, [])
  for (const { id, titlePath } of tests) {
    const key = JSON.stringify(titlePath)
    const ordinal = sameTitles.get(key) ?? 0
    sameTitles.set(key, ordinal + 1)
    plan.set(id, { titlePath, ordinal, isOnly: tests.length === 1 })
  }
  return plan
}

interface TitledTest {
  readonly id: string
  readonly titlePath: readonly string[]
}

function testsOf(tasks: readonly RunnerTask[], titles: readonly string[]): TitledTest[] {
  return tasks.flatMap((task) => {
    const titlePath = [...titles, task.name]
    return task.type === 'suite' ? testsOf(task.tasks, titlePath) : [{ id: task.id, titlePath }]
  })
}
