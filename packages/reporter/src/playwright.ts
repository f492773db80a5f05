import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative, sep } from 'node:path'
import type { Marker } from '@hartifact/core'
import type {
  FullConfig,
  FullResult,
  Reporter,
  TestCase,
  TestResult,
} from '@playwright/test/reporter'
import { collect, type SessionFacts, wireLine } from './collect.ts'
import { coloursFor } from './colours.ts'
import { harOf, markersOf } from './marker.ts'
import { type ReporterOptions, summaryFile, unknownOptions } from './options.ts'
import { orderProblem, ownModule } from './reporter-order.ts'
import { attachMissingHar, type Attempt, hasFailed, recoverHar } from './recover.ts'
import { Stores } from './stores.ts'
import { type AttemptFacts, summarise, summaryLines } from './summary.ts'

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
  readonly #colours = coloursFor(process.stderr.isTTY)
  readonly #stores = new Stores()
  readonly #attempts: Pending[] = []
  #config: FullConfig | undefined
  #hasRun = false
  /** Sessions are read one after the other, while the tests go on. */
  #reading: Promise<unknown> = Promise.resolve()

  constructor(options: ReporterOptions = {}) {
    this.#options = options
  }

  /** It leaves the terminal to the reporters that show the progress. */
  printsToStdio(): boolean {
    return false
  }

  onBegin(config: FullConfig): void {
    this.#guard(() => {
      this.#config = config
      const own = config.reporter.find(([name]) => name === ownModule)
      const unknown = unknownOptions(own?.[1])
      if (unknown.length > 0) this.#warn(`the reporter has no option ${unknown.join(', ')}.`)
      const problem = orderProblem(config.reporter)
      if (problem !== undefined) this.#warn(problem)
    })
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#guard(() => {
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
      await this.#try(async () => {
        const facts = await this.#finish(pending, stores)
        if (facts.sessions.length > 0) attempts.push(facts)
      })
    }
    await this.#try(() => this.#conclude(attempts, status))
  }

  async #read(
    markers: readonly Marker[],
    { attachments }: TestResult,
  ): Promise<ReadonlyArray<SessionFacts | undefined>> {
    const facts: Array<SessionFacts | undefined> = []
    const reading = this.#reading.then(async () => {
      for (const marker of markers) {
        await this.#try(async () => {
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
      await this.#try(async () => {
        const isRecovered = await recoverHar(pending, marker, stores, preserveOutput)
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
      file: relative(rootDir, test.location.file).replaceAll(sep, '/'),
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
    this.#print(`${title}${retry} — ${this.#colours.red(network)}`)
  }

  async #conclude(attempts: readonly AttemptFacts[], status: string): Promise<void> {
    const summary = summarise(attempts, status)
    if (attempts.length > 0) {
      for (const line of summaryLines(summary, attempts)) this.#print(this.#colours.dim(line))
    }
    // `playwright test --list` runs nothing, and must not replace the summary of a run.
    const file = this.#hasRun && this.#config && summaryFile(this.#options, this.#config)
    if (!file) return
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `${JSON.stringify(summary, null, 2)}\n`)
  }

  #print(text: string): void {
    if (!this.#options.quiet) process.stderr.write(`  ${this.#colours.dim('hartifact:')} ${text}\n`)
  }

  #warn(text: string): void {
    process.stderr.write(`  ${this.#colours.yellow('hartifact:')} ${text}\n`)
  }

  /** A report must never break a run. */
  #guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#complain(error)
    }
  }

  async #try(step: () => Promise<void>): Promise<void> {
    try {
      await step()
    } catch (error) {
      this.#complain(error)
    }
  }

  #complain(error: unknown): void {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
    this.#warn(`the report is incomplete: ${line}`)
  }
}
