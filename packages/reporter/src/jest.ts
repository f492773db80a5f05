import { setTimeout as wait } from 'node:timers/promises'
import type { Attachment } from './attachment.ts'
import { JestAttempts } from './jest-attempts.ts'
import { jestFile, jestRun } from './jest-run.ts'
import type {
  JestGlobalConfig,
  JestRunResult,
  JestTest,
  JestTestCaseResult,
  JestTestFileResult,
} from './jest-types.ts'
import { type JunitOptions, junitFiles, junitProblem } from './junit/junit-options.ts'
import { JunitTask } from './junit/junit-task.ts'
import { ManifestReport } from './manifest/manifest-report.ts'
import { type ReporterOptions, unknownOptions } from './options.ts'
import { ReporterVoice } from './reporter-voice.ts'

export type { Attachment } from './attachment.ts'
export type { JunitBase, JunitOptions } from './junit/junit-options.ts'
export type { AttemptSummary, RequestSummary, RunSummary, SessionSummary } from './summary.ts'

/** Options of the reporter for Jest; paths are relative to `rootDir`. */
export interface JestReporterOptions extends ReporterOptions {
  /** Write a JUnit file with the HARs of the tests, or add them to another reporter's. */
  readonly junit?: JunitOptions
}

/** Milliseconds in which a watcher tells of a file, on any system. */
const watcherDelay = 400

/** What is to be done when the process exits, by the file that it is done to. */
const atExit = new Map<string, () => void>()

/**
 * Jest reporter for tests that use `@hartifact/jest-env`. Says for each failed attempt what went
 * wrong on the wire, writes the HARs that killed workers left unwritten, sums up the run, and writes
 * JUnit files with the HARs. It prints to stderr.
 *
 * The HARs of a test are its `attachments` in the results that other reporters get: from
 * `onTestFileResult` on for those that are listed later, in `onRunComplete` for all.
 *
 * @example
 * ```ts
 * import type { Config } from 'jest'
 *
 * const config: Config = {
 *   testEnvironment: '@hartifact/jest-env',
 *   reporters: ['default', ['@hartifact/reporter/jest', { junit: { output: 'junit.xml' } }]],
 * }
 * export default config
 * ```
 */
export default class HartifactReporter {
  readonly #options: JestReporterOptions
  readonly #voice: ReporterVoice
  readonly #report: ManifestReport
  readonly #rootDir: string
  readonly #isWatching: boolean
  readonly #attempts = new JestAttempts()
  #junit: JunitTask | undefined

  constructor(
    { rootDir, watch = false, watchAll = false }: JestGlobalConfig,
    options: JestReporterOptions = {},
  ) {
    this.#options = options
    this.#rootDir = rootDir
    this.#isWatching = watch || watchAll
    this.#voice = new ReporterVoice(options)
    this.#report = new ManifestReport(options, { rootDir }, this.#voice)
  }

  onRunStart(): void {
    this.#voice.guard(() => {
      const unknown = unknownOptions(this.#options, ['junit'])
      if (unknown.length > 0) this.#voice.warn(`the reporter has no option ${unknown.join(', ')}.`)
      const problem = junitProblem(this.#options.junit)
      if (problem !== undefined) this.#voice.warn(problem)
      const files = junitFiles(this.#options.junit, this.#rootDir)
      this.#junit = files && new JunitTask(files, this.#voice)
    })
  }

  async onTestFileStart(test: JestTest): Promise<void> {
    this.#attempts.begin(test)
    await this.#voice.try(() => this.#report.begin(jestFile(test)))
  }

  onTestCaseResult(test: JestTest, result: JestTestCaseResult): void {
    this.#voice.guard(() => this.#attempts.add(test, result))
  }

  async onTestFileResult(test: JestTest, result: JestTestFileResult): Promise<void> {
    await this.#voice.try(async () => {
      const run = jestRun(test, result, this.#attempts)
      const attachments = await this.#report.add(run)
      for (const [at, testRun] of run.tests.entries()) {
        const found = attachments.get(testRun)
        const target: WithAttachments | undefined = result.testResults[at]
        if (!found || !target) continue
        target.attachments = [...(target.attachments ?? []), ...found]
      }
    })
  }

  async onRunComplete(_contexts: unknown, results: JestRunResult): Promise<void> {
    await using report = this.#report
    await this.#voice.try(async () => {
      const traffic = await report.conclude(statusOf(results))
      this.#junit?.conclude(traffic)
      this.#finishJunit()
    })
    // Jest takes a JSON file that changes for a reason to run all again, unless it sees the change
    // while a run is under way.
    if (this.#isWatching) await wait(watcherDelay)
  }

  /** Reporters that are listed later write their files later. */
  #finishJunit(): void {
    const junit = this.#junit
    if (!junit || junit.tryToFinish()) return
    if (atExit.size === 0) process.once('exit', finishAll)
    atExit.set(this.#options.junit?.input ?? '', () => junit.finish())
  }
}

interface WithAttachments extends JestTestCaseResult {
  attachments?: readonly Attachment[]
}

function finishAll(): void {
  for (const finish of atExit.values()) finish()
}

function statusOf(results: JestRunResult): string {
  const { numFailedTests, numRuntimeErrorTestSuites, wasInterrupted } = results
  if (wasInterrupted) return 'interrupted'
  return numFailedTests + numRuntimeErrorTestSuites > 0 ? 'failed' : 'passed'
}
