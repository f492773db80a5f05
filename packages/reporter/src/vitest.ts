import type { Reporter, TestModule, TestRunEndReason, TestSpecification, Vitest } from 'vitest/node'
import { type JunitOptions, junitFiles, junitProblem } from './junit/junit-options.ts'
import { JunitTask } from './junit/junit-task.ts'
import { ManifestReport } from './manifest/manifest-report.ts'
import { type ReporterOptions, unknownOptions } from './options.ts'
import { ReporterVoice } from './reporter-voice.ts'
import { vitestFiles, vitestRun } from './vitest-run.ts'

export type { JunitBase, JunitOptions } from './junit/junit-options.ts'
export type { AttemptSummary, RequestSummary, RunSummary, SessionSummary } from './summary.ts'

/** Options of the reporter for Vitest; paths are relative to the root folder. */
export interface VitestReporterOptions extends ReporterOptions {
  /** Write a JUnit file with the HARs of the tests, or add them to another reporter's. */
  readonly junit?: JunitOptions
}

/** One run; in watch mode there are several. */
interface Run {
  readonly report: ManifestReport
  readonly junit: JunitTask | undefined
}

/**
 * Vitest reporter for tests that use `@hartifact/vitest-env`. Says for each failed attempt what went
 * wrong on the wire, writes the HARs that killed workers left unwritten, sums up the run, and writes
 * JUnit files with the HARs. It prints to stderr.
 *
 * @example
 * ```ts
 * import hartifact from '@hartifact/vitest-env'
 * import { defineConfig } from 'vitest/config'
 *
 * export default defineConfig({
 *   plugins: [hartifact()],
 *   test: {
 *     reporters: ['default', ['@hartifact/reporter/vitest', { junit: { output: 'junit.xml' } }]],
 *   },
 * })
 * ```
 */
export default class HartifactReporter implements Reporter {
  readonly #options: VitestReporterOptions
  readonly #voice: ReporterVoice
  #vitest: Vitest | undefined
  #run: Run | undefined

  constructor(options: VitestReporterOptions = {}) {
    this.#options = options
    this.#voice = new ReporterVoice(options)
  }

  onInit(vitest: Vitest): void {
    this.#voice.guard(() => {
      this.#vitest = vitest
      const unknown = unknownOptions(this.#options, ['junit'])
      if (unknown.length > 0) this.#voice.warn(`the reporter has no option ${unknown.join(', ')}.`)
      const problem = junitProblem(this.#options.junit)
      if (problem !== undefined) this.#voice.warn(problem)
      // All reporters end a run at the same time; when Vitest closes, their files are written.
      vitest.onClose(() => this.#run?.junit?.finish())
    })
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    await this.#voice.try(async () => {
      const rootDir = this.#vitest?.config.root ?? process.cwd()
      const files = junitFiles(this.#options.junit, rootDir)
      this.#run = {
        report: new ManifestReport(this.#options, { rootDir }, this.#voice),
        junit: files && new JunitTask(files, this.#voice),
      }
      // Merged reports are of files that have run before.
      if (this.#vitest?.config.mergeReports) return
      for (const { moduleId, project } of specifications) {
        for (const file of vitestFiles(project, moduleId)) await this.#run.report.begin(file)
      }
    })
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    _errors: unknown,
    reason: TestRunEndReason,
  ): Promise<void> {
    const run = this.#run
    if (!run) return
    await using report = run.report
    for (const module of modules) {
      await this.#voice.try(async () => {
        await report.add(vitestRun(module))
      })
    }
    await this.#voice.try(async () => {
      const traffic = await report.conclude(reason)
      run.junit?.conclude(traffic)
    })
  }
}
