import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  fileStem,
  keepsHar,
  manifestPath,
  type Marker,
  mayMakeHar,
  type Session,
  TestManifestWriter,
} from '@hartifact/core'
import { keyOf, type TestFile, testIdOf } from './describe-test.ts'
import type { ResolvedAdapterOptions } from './options.ts'
import { outsideOfTests, type TestScope } from './test-scope.ts'

/** How a test ended. */
export interface TestOutcome {
  readonly status: 'passed' | 'failed' | 'timedOut' | 'skipped' | 'interrupted'
  /** Whether that is a failure to its runner. */
  readonly failed: boolean
}

/** What is left of a test. */
export interface FinishedTest {
  /** Absent when nothing was captured. */
  readonly session?: { readonly id: string; readonly name: string; readonly store: string }
  /** Absolute path of its HAR, if that is kept. */
  readonly har?: string
  readonly requests: number
}

/** Writes what the tests of a file leave beside their sessions: HARs, and the manifest. */
export class TestResults {
  readonly #options: ResolvedAdapterOptions
  readonly #file: TestFile
  #manifest: TestManifestWriter | undefined
  /** What was sent outside of tests stands first, if tests begin, or if something was sent. */
  #outside: TestScope | undefined
  readonly #rows = new Map<TestScope, { readonly number: number; readonly marker: Marker }>()

  constructor(options: ResolvedAdapterOptions, file: TestFile) {
    this.#options = options
    this.#file = file
  }

  /**
   * From now on a reporter knows where the session of a test is, also when this process dies. A file
   * whose tests are only listed leaves what an earlier run has left.
   *
   * @throws the error of the file system
   */
  begin(scope: TestScope): void {
    if (scope.test) this.#write(scope)
    else this.#outside = scope
  }

  #write(scope: TestScope): void {
    const manifest = this.#open()
    const { recording, test = outsideOfTests } = scope
    const { har, outputDir, proxy } = this.#options
    const stem = fileStem(keyOf(this.#file, test), recording.name)
    const retry = test.retry > 0 ? `-retry${test.retry}` : ''
    const marker: Marker = {
      store: proxy.store,
      sessionId: recording.id,
      name: recording.name,
      mode: har.mode,
      ...(mayMakeHar(har.mode, test.retry) && { har: join(outputDir, `${stem}${retry}.har`) }),
      ...(har.filter && { filter: har.filter }),
    }
    const { ordinal = 0, retry: attempt, titlePath } = test
    const testId = testIdOf(this.#file, test)
    const number = manifest.begin({ testId, titlePath, retry: attempt, ordinal, marker })
    this.#rows.set(scope, { number, marker })
  }

  /**
   * A test has ended.
   *
   * @param session - absent when nothing was captured
   * @throws HartifactError `EXPORT_FAILED`
   */
  async end(
    scope: TestScope,
    session: Session | undefined,
    { failed, status }: TestOutcome,
  ): Promise<FinishedTest> {
    if (!scope.test && session) this.#open()
    const row = this.#rows.get(scope)
    const manifest = this.#manifest
    if (!row || !manifest) return { requests: 0 }
    this.#rows.delete(scope)
    const { har: path, ...marker } = row.marker
    const retry = scope.test?.retry ?? 0
    const isKept = session !== undefined && keepsHar(marker.mode, { failed, retry })
    // One of an earlier run would be taken for one of this.
    if (!isKept && path !== undefined) await rm(path, { force: true })
    if (!session) {
      manifest.end(row.number, { status })
      return { requests: 0 }
    }
    const har = isKept && path !== undefined ? { har: path } : {}
    const { count: requests, id, name } = session
    const bypassed = session.info.coverage?.bypassed ?? []
    try {
      if (har.har !== undefined) await this.#export(session, har.har)
    } finally {
      manifest.end(row.number, {
        status,
        marker: { ...marker, name, ...har },
        requests,
        ...(bypassed.length > 0 && { bypassed }),
      })
    }
    return { session: { id, name, store: marker.store }, requests, ...har }
  }

  /** Nothing more is to be written. */
  close(): void {
    this.#manifest?.close()
  }

  #open(): TestManifestWriter {
    if (this.#manifest) return this.#manifest
    const path = manifestPath(this.#options.outputDir, this.#file)
    this.#manifest = new TestManifestWriter(path, this.#file)
    if (this.#outside) this.#write(this.#outside)
    return this.#manifest
  }

  async #export(session: Session, path: string): Promise<void> {
    const { filter } = this.#options.har
    await session.export(path, { format: 'har', ...(filter && { filter }) })
  }
}
