import { AsyncLocalStorage } from 'node:async_hooks'
import { type CaptureProxy, isHartifactError, type Recording } from '@hartifact/core'
import type { NodeRouting } from '../node-routing.ts'
import { routeNodeClients } from '../route-node-clients.ts'
import { describeTest, outsideNameOf, sessionNameOf, type TestFile } from './describe-test.ts'
import type { ResolvedAdapterOptions } from './options.ts'
import { type FinishedTest, type TestOutcome, TestResults } from './test-results.ts'
import { outsideOfTests, type TestIdentity, TestScope } from './test-scope.ts'

/** What {@link FileSessions.open} needs. */
export interface FileSessionsParts {
  readonly proxy: CaptureProxy
  readonly options: ResolvedAdapterOptions
  readonly file: TestFile
}

/** Milliseconds that a session of a test that is over waits for what is still in flight. */
const patience = 1_000

/**
 * The sessions of one file of tests, for adapters of test runners: one for each attempt at a test,
 * and one for what is sent outside of tests. All clients of the process are routed while it is open.
 */
export class FileSessions implements AsyncDisposable {
  /** What is outside of tests: `beforeAll`, `afterAll`, the module itself. */
  readonly outside: TestScope
  readonly #parts: FileSessionsParts
  readonly #results: TestResults
  readonly #scopes = new AsyncLocalStorage<TestScope>()
  readonly #running = new Set<TestScope>()
  readonly #finishing = new Set<Promise<FinishedTest>>()
  readonly #announced = new Map<string, Promise<Recording>>()
  readonly #told = new Set<string>()
  #routing: NodeRouting | undefined
  #closed: Promise<void> | undefined

  private constructor(parts: FileSessionsParts, outside: TestScope) {
    this.#parts = parts
    this.outside = outside
    this.#results = new TestResults(parts.options, parts.file)
    this.#results.begin(outside)
  }

  /** @throws HartifactError as `CaptureProxy.record` and `routeNodeClients` do */
  static async open(parts: FileSessionsParts): Promise<FileSessions> {
    const { file, options, proxy } = parts
    const recording = await proxy.record(outsideNameOf(file), {
      lazy: true,
      test: describeTest(file, outsideOfTests),
    })
    const sessions = new FileSessions(parts, new TestScope(recording))
    try {
      sessions.#routing = await routeNodeClients(() => sessions.current.recording, options.routes)
      return sessions
    } catch (error) {
      await sessions.close()
      throw error
    }
  }

  /**
   * The scope of the calling code: its test while that runs; for code that no test has started, or
   * whose test is over, the only test that runs; else what is outside of tests.
   */
  get current(): TestScope {
    const own = this.#scopes.getStore()
    if (own?.test && !own.ended) return own
    const [only, other] = this.#running
    return only && !other ? only : this.outside
  }

  /** These tests are likely to begin: what they need is made ahead, so that no test waits for it. */
  announce(tests: readonly TestIdentity[]): void {
    for (const test of tests) {
      const recording = this.#record(test)
      // Whoever begins it is told.
      recording.catch(() => {})
      this.#announced.set(nameOf(test), recording)
    }
  }

  /** A test begins. @throws HartifactError as `CaptureProxy.record` does */
  async begin(test: TestIdentity): Promise<TestScope> {
    const name = nameOf(test)
    const announced = this.#announced.get(name)
    this.#announced.delete(name)
    const recording = await (announced ?? this.#record(test))
    const scope = new TestScope(recording, test)
    this.#running.add(scope)
    this.#results.begin(scope)
    return scope
  }

  /** Runs code of a test, so that its traffic belongs to it. */
  run<T>(scope: TestScope, work: () => T): T {
    return this.#scopes.run(scope, work)
  }

  /**
   * A test is over. What is left to do goes on in the background.
   *
   * @returns what is left of it; never rejects
   */
  finish(scope: TestScope, outcome: TestOutcome): Promise<FinishedTest> {
    this.#running.delete(scope)
    const finishing = this.#finish(scope, outcome).catch((error: unknown) => {
      this.#tell(error)
      return { requests: 0 }
    })
    this.#finishing.add(finishing)
    void finishing.then(() => this.#finishing.delete(finishing))
    return finishing
  }

  /** Waits for all that is under way, and gives the clients back. Never throws. */
  close(): Promise<void> {
    this.#closed ??= (async () => {
      for (const scope of this.#running) {
        void this.finish(scope, { status: 'interrupted', failed: true })
      }
      await Promise.all(this.#finishing)
      await Promise.allSettled([...this.#announced.values()].map(dispose))
      await this.finish(this.outside, { status: 'passed', failed: false })
      await this.#routing?.()
      this.#results.close()
    })()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #record(test: TestIdentity): Promise<Recording> {
    const { file, proxy } = this.#parts
    return proxy.record(sessionNameOf(file, test), {
      lazy: true,
      heir: this.outside.recording.id,
      test: describeTest(file, test),
    })
  }

  async #finish(scope: TestScope, outcome: TestOutcome): Promise<FinishedTest> {
    await scope.end()
    const { recording, test = outsideOfTests } = scope
    const session = await recording.stopIfUsed({
      timeout: patience,
      describe: { test: { ...describeTest(this.#parts.file, test), status: outcome.status } },
    })
    await this.#routing?.release(recording)
    return this.#results.end(scope, session, outcome)
  }

  /** A test is not to fail because its traffic could not be saved; the same is told once. */
  #tell(error: unknown): void {
    const { message } = error as Error
    const text = isHartifactError(error) ? message : `The traffic could not be saved: ${message}`
    if (this.#told.has(text)) return
    this.#told.add(text)
    process.stderr.write(`  hartifact: ${text}\n`)
  }
}

function nameOf({ ordinal = 0, retry, titlePath }: TestIdentity): string {
  return JSON.stringify([titlePath, ordinal, retry])
}

async function dispose(recording: Promise<Recording>): Promise<void> {
  await (await recording)[Symbol.asyncDispose]()
}
