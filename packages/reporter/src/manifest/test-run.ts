import type { TestManifestFile } from '@hartifact/core'

/** What a runner says of a test when the run is over; of its attempts the last one counts. */
export interface TestRun {
  /** Titles of the `describe` blocks and of the test. */
  readonly titlePath: readonly string[]
  /** `unfinished`: the runner never heard how it ended. */
  readonly status: 'passed' | 'failed' | 'skipped' | 'unfinished'
  /** Milliseconds. */
  readonly duration?: number
  /** Why it failed. */
  readonly problems: readonly TestProblem[]
  /** Why earlier attempts failed. */
  readonly earlierProblems: readonly TestProblem[]
}

/** Why a test failed. */
export interface TestProblem {
  /** Name of the error, as `AssertionError`. */
  readonly type?: string
  readonly message: string
  /** The message with its stack. */
  readonly details: string
}

/** What a runner says of a file of tests. */
export interface TestFileRun extends TestManifestFile {
  /** Folder of the manifest, absolute. */
  readonly outputDir: string
  /** In the order in which they are defined. */
  readonly tests: readonly TestRun[]
  /** What belongs to no test: the file could not be run, or a hook failed. */
  readonly problems: readonly TestProblem[]
  /** Milliseconds since 1970. */
  readonly startedAt?: number
  /** Milliseconds. */
  readonly duration?: number
}
