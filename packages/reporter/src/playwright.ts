import type { Marker } from '@hartifact/core'
import type {
  FullConfig,
  FullResult,
  Reporter,
  TestCase,
  TestResult,
} from '@playwright/test/reporter'
import { collect, type SessionFacts, wireLine } from './collect.ts'
import { harOf, markersOf } from './marker.ts'
import { type ReporterOptions, summaryFile, unknownOptions } from './options.ts'
import { attachMissingHar, type Attempt, hasFailed, recoverAttachedHar } from './playwright-har.ts'
import { orderProblem, ownModule } from './reporter-order.ts'
import { ReporterVoice } from './reporter-voice.ts'
import { shownPath } from './shown-path.ts'
import { Stores } from './stores.ts'
import { type AttemptFacts, summarise, summaryLines } from './summary.ts'
import { writeSummary } from './write-summary.ts'

export type { ReporterOptions } from './options.ts'
export type { AttemptSummary, RequestSummary, RunSummary, SessionSummary } from './summary.ts'

/** An attempt with sessions, of which more is found out while the run goes on. */
interface Pending extends Attempt {
  readonly markers: readonly Marker[]
  /** Absent for sessions that are nowhere to be found. */
  readonly sessions: Promise<ReadonlyArray<SessionFacts | undefined>>
}

/**
 * Playwright reporter for tests that use `@hartifact/playwright-fixture`. Says for each failed
 * attempt what went wrong on the wire, in the terminal and as the annotation `network` of the test;
 * writes the HARs that killed workers left unfinished; sums up the run. It prints to stderr, since
 * stdout may be another reporter's file.
 *
 * List it before `blob`, `html` and `junit`, so that they get what it recovers:
 *
 * @example
 * ```ts
 * import { defineConfig } from '@playwright/test'
 *
 * export default defineConfig({
 *   reporter: [['list'], ['@hartifact/reporter/playwright', { quiet: false }], ['html']],
 * })
 * ```
 */
export default class HartifactReporter implements Reporter {
  readonly #options: ReporterOptions
  readonly #voice: ReporterVoice
  readonly #stores = new Stores()
  readonly #attempts: Pending[] = []
  #config: FullConfig | undefined
  #hasRun = false
  /** Sessions are read one after the other, while the tests go on. */
  #reading: Promise<unknown> = Promise.resolve()

  constructor(options: ReporterOptions = {}) {
    this.#options = options
    this.#voice = new ReporterVoice(options)
  }

  /** It leaves the terminal to the reporters that show the progress. */
  printsToStdio(): boolean {
    return false
  }

  onBegin(config: FullConfig): void {
    this.#voice.guard(() => {
      this.#config = config
      const own = config.reporter.find(([name]) => name === ownModule)
      const unknown = unknownOptions(own?.[1])
      if (unknown.length > 0) this.#voice.warn(`the reporter has no option ${unknown.join(', ')}.`)
      const problem = orderProblem(config.reporter)
      if (problem !== undefined) this.#voice.warn(problem)
    })
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#voice.guard(() => {
      this.#hasRun = true
      const attempt = { test, result }
      const markers = markersOf(result.attachments)
      if (markers.length === 0) return
      for (const marker of markers) attachMissingHar(attempt, marker)
      const sessions = this.#read(markers, result)
      this.#attempts.push({ ...attempt, markers, sessions })
    })
  }

  async onEnd({ status }: Pick<FullResult, 'status'>): Promise<void> {
    await using stores = this.#stores
    const attempts: AttemptFacts[] = []
    for (const pending of this.#attempts) {
      await this.#voice.try(async () => {
        const facts = await this.#finish(pending, stores)
        if (facts.sessions.length > 0) attempts.push(facts)
      })
    }
    await this.#voice.try(() => this.#conclude(attempts, status))
  }

  async #read(
    markers: readonly Marker[],
    { attachments }: TestResult,
  ): Promise<ReadonlyArray<SessionFacts | undefined>> {
    const facts: Array<SessionFacts | undefined> = []
    const reading = this.#reading.then(async () => {
      for (const marker of markers) {
        await this.#voice.try(async () => {
          facts.push(await collect(marker, attachments, this.#stores))
        })
      }
    })
    this.#reading = reading
    await reading
    return facts
  }

  async #finish(pending: Pending, stores: Stores): Promise<AttemptFacts> {
    const { result, test } = pending
    const { preserveOutput = 'always', rootDir = '' } = this.#config ?? {}
    const recovered = new Set<string>()
    for (const marker of pending.markers) {
      await this.#voice.try(async () => {
        const isRecovered = await recoverAttachedHar(pending, marker, stores, preserveOutput)
        if (isRecovered) recovered.add(marker.sessionId)
      })
    }
    const found = (await pending.sessions).filter((facts) => facts !== undefined)
    const network = wireLine(found)
    if (found.length > 0 && hasFailed(pending) && result.status !== 'interrupted') {
      this.#tellFailure(pending, network)
    }
    const [, project = '', , ...titlePath] = test.titlePath()
    return {
      testId: test.id,
      file: shownPath(test.location.file, rootDir),
      titlePath,
      project,
      retry: result.retry,
      status: result.status,
      expectedStatus: test.expectedStatus,
      network,
      sessions: found.map((facts) => {
        const har = harOf(facts.marker, result.attachments)?.path
        return {
          ...facts,
          ...(har !== undefined && { har }),
          recovered: recovered.has(facts.marker.sessionId),
        }
      }),
    }
  }

  #tellFailure({ result, test }: Attempt, network: string): void {
    const annotation = { type: 'network', description: network }
    const isThere = result.annotations.some(({ description }) => description === network)
    if (!isThere) result.annotations.push(annotation)
    const retry = result.retry > 0 ? ` (retry #${result.retry})` : ''
    const title = test.titlePath().filter(Boolean).join(' › ').replaceAll(/\s+/g, ' ')
    this.#voice.print(`${title}${retry} — ${this.#voice.colours.red(network)}`)
  }

  async #conclude(attempts: readonly AttemptFacts[], status: string): Promise<void> {
    const summary = summarise(attempts, status)
    if (attempts.length > 0) {
      for (const line of summaryLines(summary, attempts))
        this.#voice.print(this.#voice.colours.dim(line))
    }
    // `playwright test --list` runs nothing, and must not replace the summary of a run.
    const file = this.#hasRun && this.#config && summaryFile(this.#options, this.#config)
    if (!file) return
    await writeSummary(file, summary)
  }
}
