import {
  type CaptureProxy,
  isHartifactError,
  keepsHar,
  mayMakeHar,
  type Recording,
} from '@hartifact/core'
import type { TestInfo } from '@playwright/test'
import { attachHar, attachMarker, harPath, writePlaceholder } from './attach.ts'
import type { HarOptions } from './options.ts'
import { describeEndedTest, describeTest, hasFailed } from './test-info.ts'

/** What {@link TestCapture.begin} needs. */
export interface TestCaptureParts {
  readonly proxy: CaptureProxy
  /** Of the session. */
  readonly name: string
  readonly har: HarOptions
  readonly testInfo: TestInfo
}

/**
 * The recording of one attempt at a test, or of one `beforeAll` or `afterAll` hook: Playwright sets
 * up the fixtures for each of them anew.
 */
export class TestCapture {
  readonly recording: Recording
  /**
   * What contexts are told to use. It is the same for all tests of a worker, since contexts that
   * were made in `beforeAll` or in a worker's fixture are used by many tests: what passes belongs to
   * the test that runs at the time.
   */
  readonly proxyUrl: string
  readonly #parts: TestCaptureParts
  #isTest = false
  /** Path of the HAR as the marker tells it. */
  #announced: string | undefined
  /** Path of what is attached and waits for the HAR. */
  #placeholder: string | undefined

  private constructor(parts: TestCaptureParts, recording: Recording) {
    this.#parts = parts
    this.recording = recording
    this.proxyUrl = parts.proxy.url
  }

  /** @throws HartifactError as `CaptureProxy.create` does */
  static async begin(parts: TestCaptureParts): Promise<TestCapture> {
    const { name, proxy, testInfo } = parts
    return new TestCapture(parts, await proxy.create(name, { test: describeTest(testInfo) }))
  }

  /**
   * Says that this is a test and not a hook, before anything of the test runs. What is attached now
   * is there even if the worker is killed.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for a filter that makes no sense
   */
  async beginTest(): Promise<void> {
    const { har, name, testInfo } = this.#parts
    this.#isTest = true
    const path = mayMakeHar(har.mode, testInfo.retry) ? harPath(testInfo, name) : undefined
    this.#attachMarker(path)
    if (har.mode !== 'on' || path === undefined) return
    await writePlaceholder(path, this.#store, this.recording.id)
    attachHar(testInfo, path)
    this.#placeholder = path
  }

  /**
   * Ends the recording and writes the HAR, if one is wanted. What goes wrong is told in an
   * annotation: a test is not to fail because its traffic could not be saved.
   */
  async finish(): Promise<void> {
    await this.#try(() => this.#tellCoverage())
    await this.#try(() => this.#describe())
    await this.#try(async () => {
      if (!this.recording.stopped) await this.recording.stop()
    })
    await this.#try(() => this.#export())
  }

  async #tellCoverage(): Promise<void> {
    if (this.recording.stopped) return
    const { malformed, opaque } = await this.recording.coverage()
    if (opaque + malformed === 0) return
    this.#tell(
      `${opaque + malformed} connection(s) carried something else than HTTP or TLS; the session lacks it.`,
    )
  }

  async #describe(): Promise<void> {
    const { name, proxy, testInfo } = this.#parts
    const { recording } = this
    const session = recording.stopped ? await proxy.store.open(recording.id) : recording
    await session.describe({
      test: describeEndedTest(testInfo),
      // Else the newest session of the test's name would be that of its afterAll hook.
      ...(!this.#isTest && { name: `${name.slice(0, 480)} (hook)` }),
    })
  }

  async #export(): Promise<void> {
    const { har, testInfo } = this.#parts
    const attempt = { retry: testInfo.retry, failed: hasFailed(testInfo) }
    if (!keepsHar(har.mode, attempt)) return
    // Every hook gets a recording, and few of them have anything to record.
    if (!this.#isTest && (await this.#isEmpty())) return
    // Without a placeholder nothing kept the announced path free: the test may have used it.
    const path = this.#placeholder ?? harPath(testInfo, this.recording.name)
    await this.recording.export(path, {
      format: 'har',
      ...(har.filter && { filter: har.filter }),
    })
    if (this.#placeholder === undefined) attachHar(testInfo, path)
    if (path !== this.#announced) this.#attachMarker(path)
  }

  async #isEmpty(): Promise<boolean> {
    for await (const _ of this.recording.entries()) return false
    return true
  }

  #attachMarker(path: string | undefined): void {
    const { har, testInfo } = this.#parts
    attachMarker(testInfo, {
      store: this.#store,
      sessionId: this.recording.id,
      name: this.recording.name,
      mode: har.mode,
      ...(path !== undefined && { har: path }),
      ...(har.filter && { filter: har.filter }),
    })
    this.#announced = path
  }

  get #store(): string {
    return this.#parts.proxy.store.location
  }

  #tell(description: string): void {
    this.#parts.testInfo.annotations.push({ type: 'hartifact', description })
  }

  async #try(step: () => Promise<void>): Promise<void> {
    try {
      await step()
    } catch (error) {
      const { message } = error as Error
      this.#tell(isHartifactError(error) ? message : `The traffic could not be saved: ${message}`)
    }
  }
}
