import type { Recording } from '@hartifact/core'
import type {
  FileSessions,
  FinishedTest,
  TestFile,
  TestScope,
} from '@hartifact/node-clients/test-runner'
import type { RunnerTestCase, RunnerTestFile } from 'vitest'
import type { SessionHost } from './host.ts'
import { noTraffic } from './no-traffic.ts'
import { outcomeOf } from './outcome.ts'
import { type PlannedTest, planTests } from './planned-tests.ts'
import { tell } from './tell.ts'
import { toldError } from './told-error.ts'

/** What a {@link FileCapture} needs. */
export interface FileCaptureParts {
  /** As Vitest has it: it knows its tests when the first one runs. */
  readonly file: RunnerTestFile
  /** Starts it; `undefined` when nothing is captured. */
  readonly open: (file: TestFile) => Promise<FileSessions | undefined>
  /** Tells Vitest what is left of a test. */
  readonly report: (test: RunnerTestCase, finished: FinishedTest) => Promise<void>
}

/** Milliseconds before the end of a test that assertions stop waiting. */
const margin = 300

/** The longest that assertions wait, in milliseconds, as in core. */
const longestWait = 5_000

/** Follows the tests of one file: begins and ends their sessions, and runs them in these. */
export class FileCapture implements SessionHost {
  readonly #parts: FileCaptureParts
  #sessions: FileSessions | undefined
  #isOpen = false
  #plan: ReadonlyMap<string, PlannedTest> | undefined
  /** Attempts that have begun, by Vitest's id of the test. */
  readonly #attempts = new Map<string, number>()
  readonly #limits = new WeakMap<TestScope, number>()

  constructor(parts: FileCaptureParts) {
    this.#parts = parts
  }

  /** @throws HartifactError when nothing can be captured although it should */
  async open(file: TestFile): Promise<void> {
    this.#sessions = await this.#parts.open(file)
    this.#isOpen = true
  }

  /** Recording of the calling code. */
  get traffic(): Recording {
    return this.#sessions?.current.recording ?? noTraffic(this.#isOpen ? disabled : tooEarly)
  }

  /** Names the session of the calling code. */
  readonly session = async (name: string): Promise<void> => {
    await this.#sessions?.current.name(name)
  }

  /** Milliseconds that an assertion of the calling code may wait. */
  timeLeft(): number {
    const scope = this.#sessions?.current
    const limit = (scope && this.#limits.get(scope)) ?? Infinity
    return Math.round(Math.min(longestWait, Math.max(limit - now(), 1)))
  }

  /** Runs all of the file, and ends its sessions. */
  async aroundAll(runFile: () => Promise<void>): Promise<void> {
    try {
      await runFile()
    } finally {
      await this.#sessions?.close()
    }
  }

  /** Runs one attempt at a test, with its hooks. What goes wrong beside it is told, and fails no test. */
  async aroundEach(runTest: () => Promise<void>, test: RunnerTestCase): Promise<void> {
    const sessions = this.#sessions
    const scope = await this.#begin(test)
    if (!sessions || !scope) return runTest()
    const errorsBefore = test.result?.errors?.length ?? 0
    try {
      await sessions.run(scope, runTest)
    } finally {
      const finished = await sessions.finish(scope, outcomeOf(test, errorsBefore))
      await this.#parts.report(test, finished).catch((error: unknown) => {
        tell('A test could not be told of its traffic.', error)
      })
    }
  }

  #announce(plan: ReadonlyMap<string, PlannedTest>): ReadonlyMap<string, PlannedTest> {
    this.#sessions?.announce([...plan.values()].map((planned) => ({ ...planned, retry: 0 })))
    return plan
  }

  async #begin(test: RunnerTestCase): Promise<TestScope | undefined> {
    this.#plan ??= this.#announce(planTests(this.#parts.file))
    const planned = this.#plan.get(test.id) ?? { titlePath: [test.name] }
    const retry = this.#attempts.get(test.id) ?? 0
    this.#attempts.set(test.id, retry + 1)
    try {
      const scope = await this.#sessions?.begin({ ...planned, retry })
      const { timeout } = test
      if (scope && timeout > 0) {
        this.#limits.set(scope, now() + timeout - Math.min(margin, timeout / 5))
      }
      return scope
    } catch (error) {
      tell('A test is not captured.', error)
      return undefined
    }
  }
}

/** Milliseconds, by a clock that tests do not fake. */
function now(): number {
  return process.uptime() * 1_000
}

function disabled(property: string): Error {
  return toldError(
    'INVALID_ARGUMENT',
    `Nothing is captured here, so there is no traffic to ask for "${property}".`,
    'The options of @hartifact/vitest-env say enabled: false; leave it out, or do not use traffic.',
  )
}

function tooEarly(property: string): Error {
  return toldError(
    'ENVIRONMENT_MISSING',
    `The capture has not started yet, so there is no traffic to ask for "${property}".`,
    "Set sequence: { setupFiles: 'list' } in the configuration of Vitest, so that setup files run one after another.",
  )
}
