import { relative, sep } from 'node:path'
import type { TestInfo as SessionTest } from '@hartifact/core'
import type { TestInfo } from '@playwright/test'

/** What a session says about the test that it belongs to. */
export function describeTest(testInfo: TestInfo): SessionTest {
  const { config, parallelIndex, project, repeatEachIndex, retry, testId, workerIndex } = testInfo
  return {
    runner: 'playwright',
    testId,
    file: relative(config.rootDir, testInfo.file).replaceAll(sep, '/'),
    titlePath: titlesOf(testInfo),
    ...(project.name !== '' && { project: project.name }),
    retry,
    repeatEachIndex,
    workerIndex,
    parallelIndex,
    ...(config.shard && { shard: { current: config.shard.current, total: config.shard.total } }),
  }
}

/** The same at the end of the test, with how it went. */
export function describeEndedTest(testInfo: TestInfo): SessionTest {
  const { status } = testInfo
  return { ...describeTest(testInfo), ...(status !== undefined && { status }) }
}

/** Titles of the `describe` blocks and of the test; Playwright puts the file's name first. */
export function titlesOf({ titlePath }: TestInfo): string[] {
  return titlePath.slice(1)
}

/** Whether the attempt failed as far as is known, in Playwright's own sense. */
export function hasFailed({ expectedStatus, status }: TestInfo): boolean {
  return status !== undefined && status !== 'skipped' && status !== expectedStatus
}
