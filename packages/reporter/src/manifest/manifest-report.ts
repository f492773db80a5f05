import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { manifestPath, readTestManifest, type TestManifestFile } from '@hartifact/core'
import type { Attachment } from '../attachment.ts'
import { type ConfigurationPlace, type ReporterOptions, summaryFile } from '../options.ts'
import type { ReporterVoice } from '../reporter-voice.ts'
import { shownPath } from '../shown-path.ts'
import { Stores } from '../stores.ts'
import { type AttemptFacts, type RunSummary, summarise, summaryLines } from '../summary.ts'
import { writeSummary } from '../write-summary.ts'
import {
  type Attempt,
  attachmentOf,
  factsOf,
  harOfAttempt,
  hasTraffic,
  readAttempt,
} from './attempt.ts'
import { joinRows } from './join-rows.ts'
import type { TestFileRun, TestRun } from './test-run.ts'

/** A file of tests with the traffic of its tests. */
export interface FileTraffic {
  readonly run: TestFileRun
  readonly attempts: readonly Attempt[]
}

/** Name of the summary that is written beside the manifests. */
const indexName = 'index.json'

/**
 * What the reporters for Jest and Vitest have in common: they read the manifests that the adapters
 * left, and tell and sum up what was captured.
 */
export class ManifestReport implements AsyncDisposable {
  readonly #voice: ReporterVoice
  readonly #options: ReporterOptions
  readonly #place: ConfigurationPlace
  readonly #stores = new Stores()
  readonly #files: Array<{ run: TestFileRun; hasManifest: boolean; attempts: Promise<Attempt[]> }> =
    []
  /** Sessions are read one after the other, while the tests go on. */
  #reading: Promise<unknown> = Promise.resolve()

  /** @param place - what relative paths in the options are relative to */
  constructor(options: ReporterOptions, place: ConfigurationPlace, voice: ReporterVoice) {
    this.#options = options
    this.#place = place
    this.#voice = voice
  }

  /** To be called before a file runs: what an earlier run left may not be taken for this one's. */
  async begin(file: TestManifestFile & { readonly outputDir: string }): Promise<void> {
    await rm(manifestPath(file.outputDir, file), { force: true })
  }

  /**
   * To be called when a file has run, and no process is left that writes its manifest or its HARs.
   *
   * @returns the HARs of each test, the last attempt's last
   */
  async add(run: TestFileRun): Promise<ReadonlyMap<TestRun, readonly Attachment[]>> {
    const manifest = await readTestManifest(manifestPath(run.outputDir, run))
    const attachments = new Map<TestRun, Attachment[]>()
    const found: Array<Parameters<typeof readAttempt>[0]> = []
    for (const joined of joinRows(manifest?.rows ?? [], run.tests)) {
      let har: Pick<Attempt, 'har' | 'recovered'> = { recovered: false }
      await this.#voice.try(async () => {
        har = await harOfAttempt(joined, this.#stores)
      })
      found.push({ ...joined, ...har })
      const { row, test } = joined
      if (!test || !row.marker || har.har === undefined) continue
      const others = attachments.get(test) ?? []
      attachments.set(test, [...others, attachmentOf(row.marker, har.har)])
    }
    this.#files.push({ run, hasManifest: manifest !== undefined, attempts: this.#read(found) })
    return attachments
  }

  /** The run is over: prints, and writes the summary. Never throws. */
  async conclude(status: string): Promise<FileTraffic[]> {
    const traffic: FileTraffic[] = []
    const facts: AttemptFacts[] = []
    const byFolder = new Map<string, AttemptFacts[]>()
    for (const { attempts: reading, hasManifest, run } of this.#files) {
      const attempts = await reading
      traffic.push({ run, attempts })
      const file = shownPath(run.path, run.rootDir)
      const { project } = run
      const found = attempts
        .filter(hasTraffic)
        .map((attempt) => factsOf(attempt, { file, ...(project !== undefined && { project }) }))
      facts.push(...found)
      if (!hasManifest) continue
      byFolder.set(run.outputDir, [...(byFolder.get(run.outputDir) ?? []), ...found])
    }
    for (const file of traffic) this.#tellFailures(file)
    const summary = summarise(facts, status)
    if (facts.length > 0) {
      const { colours } = this.#voice
      for (const line of summaryLines(summary, facts)) this.#voice.print(colours.dim(line))
    }
    await this.#write(summary, byFolder, status)
    return traffic
  }

  /** Closes the stores. Never throws. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#stores[Symbol.asyncDispose]()
  }

  async #read(found: ReadonlyArray<Parameters<typeof readAttempt>[0]>): Promise<Attempt[]> {
    const attempts: Attempt[] = []
    const reading = this.#reading.then(async () => {
      for (const joined of found) {
        await this.#voice.try(async () => {
          attempts.push(await readAttempt(joined, this.#stores))
        })
      }
    })
    this.#reading = reading
    await reading
    return attempts
  }

  #tellFailures({ attempts, run }: FileTraffic): void {
    const told = attempts.filter(
      (attempt) => attempt.failed && attempt.row.titlePath.length > 0 && hasTraffic(attempt),
    )
    // What a hook sent may be why a test failed that sent nothing itself.
    const [outside] = attempts.filter(({ row }) => row.titlePath.length === 0)
    const isUnexplained =
      run.problems.length > 0 ||
      run.tests.some((test) => isFailed(test) && !told.some((attempt) => attempt.test === test))
    const isWorthIt = outside && hasTraffic(outside) && (outside.failed || isUnexplained)
    const file = shownPath(run.path, run.rootDir)
    for (const { network, row } of [...(isWorthIt ? [outside] : []), ...told]) {
      const titles = row.titlePath.length > 0 ? row.titlePath : ['(outside of tests)']
      const title = [run.project, file, ...titles].filter(Boolean).join(' › ')
      const retry = row.retry > 0 ? ` (retry #${row.retry})` : ''
      const wire = this.#voice.colours.red(network)
      this.#voice.print(`${title.replaceAll(/\s+/g, ' ')}${retry} — ${wire}`)
    }
  }

  async #write(
    summary: RunSummary,
    byFolder: ReadonlyMap<string, readonly AttemptFacts[]>,
    status: string,
  ): Promise<void> {
    const file = summaryFile(this.#options, this.#place)
    if (file !== undefined) return this.#voice.try(() => writeSummary(file, summary))
    for (const [folder, facts] of byFolder) {
      await this.#voice.try(() => writeSummary(join(folder, indexName), summarise(facts, status)))
    }
  }
}

function isFailed({ status }: TestRun): boolean {
  return status === 'failed' || status === 'unfinished'
}
