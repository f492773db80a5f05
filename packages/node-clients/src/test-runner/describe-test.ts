import { createHash } from 'node:crypto'
import { relative, sep } from 'node:path'
import type { TestInfo } from '@hartifact/core'
import type { TestIdentity } from './test-scope.ts'

/** A file of tests. */
export interface TestFile {
  readonly runner: 'jest' | 'vitest' | 'node'
  /** Absolute. */
  readonly path: string
  /** Absolute; what is shown of paths is relative to it. */
  readonly rootDir: string
  /** Name of the project, in a configuration with several. */
  readonly project?: string
  /** Name that was given for the whole file; those of its tests begin with it. */
  readonly session?: string
  readonly workerIndex?: number
}

/** The longest name that a session may have. */
const longestName = 500

/** What a session says about the test that it belongs to. */
export function describeTest(file: TestFile, test: TestIdentity): TestInfo {
  const { project, runner, workerIndex } = file
  return {
    runner,
    testId: testIdOf(file, test),
    file: fileNameOf(file),
    titlePath: test.titlePath,
    ...(project !== undefined && { project }),
    retry: test.retry,
    ...(workerIndex !== undefined && { workerIndex }),
  }
}

/** Name of the session of a test. */
export function sessionNameOf({ session }: TestFile, { isOnly, titlePath }: TestIdentity): string {
  const titles = session !== undefined && isOnly ? [] : titlePath
  const parts = session === undefined ? titles : [session, ...titles]
  return parts.join(' › ').slice(0, longestName).trim() || 'Test'
}

/** Name of the session of what a file sends outside of its tests. */
export function outsideNameOf(file: TestFile): string {
  return `${file.session ?? fileNameOf(file)} (outside of tests)`.slice(-longestName)
}

/** The same in each run and on each machine, for all attempts. */
export function testIdOf(file: TestFile, test: TestIdentity): string {
  const key = JSON.stringify(keyOf({ ...file, path: fileNameOf(file) }, test))
  return createHash('sha256').update(key).digest('hex').slice(0, 20)
}

/** What tells a test from all others of a run. */
export function keyOf({ path, project = '', runner }: TestFile, test: TestIdentity): string[] {
  return [runner, project, path, ...test.titlePath, String(test.ordinal ?? 0)]
}

function fileNameOf({ path, rootDir }: TestFile): string {
  return relative(rootDir, path).replaceAll(sep, '/')
}
