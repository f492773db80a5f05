import type {
  FileSessions,
  ResolvedAdapterOptions,
  TestFile,
  TestScope,
} from '@hartifact/node-clients/test-runner' with { 'resolution-mode': 'import' }
import type { Circus } from '@jest/types'
import { attribute } from './attribution.cts'
import { outcomeOf } from './outcome.cts'
import { type PlannedTest, planTests } from './planned-tests.cts'
import { tell } from './tell.cts'

/** An attempt at a test. */
interface Attempt {
  readonly retry: number
  readonly begun: Promise<TestScope>
  /** As soon as it has begun. */
  scope?: TestScope
}

/** Milliseconds before the end of a test that assertions stop waiting. */
const margin = 300

/** The longest that assertions wait, in milliseconds, as in core. */
const longestWait = 5_000

/** Follows the tests of one file: begins and ends their sessions, and puts their functions into them. */
export class FileCapture {
  readonly sessions: FileSessions
  #plan: ReadonlyMap<Circus.TestEntry, PlannedTest> = new Map()
  #testTimeout = longestWait
  /** The latest attempt at each test. */
  readonly #attempts = new WeakMap<Circus.TestEntry, Attempt>()
  readonly #tests = new WeakMap<TestScope, Circus.TestEntry>()
  /** By what hooks get as `this`: one object for all hooks around one attempt. */
  readonly #contexts = new WeakMap<object, TestScope>()
  /** Tests with hooks never run side by side. */
  #sequential: TestScope | undefined

  private constructor(sessions: FileSessions) {
    this.sessions = sessions
  }

  /** @throws HartifactError as `startProxy` and `routeNodeClients` do */
  static async open(options: ResolvedAdapterOptions, file: TestFile): Promise<FileCapture> {
    const { FileSessions, sharedProxy } = await import('@hartifact/node-clients/test-runner')
    const proxy = await sharedProxy(options)
    return new FileCapture(await FileSessions.open({ proxy, options, file }))
  }

  /** Milliseconds that an assertion of the calling code may wait. */
  timeLeft(): number {
    const test = this.#tests.get(this.sessions.current)
    const limit = test?.timeout ?? this.#testTimeout
    const passed = test?.startedAt ? Date.now() - test.startedAt : 0
    const left = limit - passed - Math.min(margin, limit / 5)
    return Math.round(Math.min(longestWait, Math.max(left, 1)))
  }

  /** All tests are known, and none has run. */
  runStart(state: Circus.State): void {
    this.#plan = planTests(state.rootDescribeBlock)
    this.#testTimeout = state.testTimeout
    // With a pattern hardly any of them may run.
    if (!state.testNamePattern) {
      const tests = [...this.#plan].filter(([{ mode }]) => mode !== 'skip' && mode !== 'todo')
      this.sessions.announce(tests.map(([, planned]) => ({ ...planned, retry: 0 })))
    }
    attribute(state.rootDescribeBlock, {
      run: (scope, work) => this.sessions.run(scope, work),
      ofTest: (test) => {
        const attempt = this.#attempt(test)
        return attempt.scope ?? attempt.begun
      },
      ofHook: ({ type }, context) =>
        type === 'beforeAll' || type === 'afterAll' ? this.sessions.outside : this.#ofHook(context),
    })
  }

  /** A test runs: it is neither skipped nor to do. */
  async testStarted(test: Circus.TestEntry): Promise<void> {
    const scope = await this.#attempt(test).begun
    // Concurrent ones may begin while it runs: before 30.5 they do.
    if (!test.concurrent) this.#sequential = scope
  }

  /** An attempt at a test is over, with its hooks. */
  testDone(test: Circus.TestEntry): void {
    const scope = this.#attempts.get(test)?.scope
    if (scope === this.#sequential) this.#sequential = undefined
    if (scope?.test) void this.sessions.finish(scope, outcomeOf(test))
  }

  #attempt(test: Circus.TestEntry): Attempt {
    // Jest counts when it announces an attempt; 29 starts concurrent tests before that.
    const retry = Math.max(0, test.invocations - 1)
    const latest = this.#attempts.get(test)
    if (latest?.retry === retry) return latest
    const attempt: Attempt = { retry, begun: this.#begin(test, retry) }
    this.#attempts.set(test, attempt)
    void attempt.begun.then((scope) => (attempt.scope = scope))
    return attempt
  }

  async #begin(test: Circus.TestEntry, retry: number): Promise<TestScope> {
    try {
      const planned = this.#plan.get(test) ?? { titlePath: [test.name] }
      const scope = await this.sessions.begin({ ...planned, retry })
      this.#tests.set(scope, test)
      return scope
    } catch (error) {
      tell('A test has no session of its own.', error)
      return this.sessions.outside
    }
  }

  /** The first hook around each attempt is Jest's own, and runs before the test. */
  #ofHook(context: unknown): TestScope {
    const isObject = typeof context === 'object' && context !== null
    const known = isObject ? this.#contexts.get(context) : undefined
    const scope = known ?? this.#sequential ?? this.sessions.current
    if (isObject) this.#contexts.set(context, scope)
    return scope
  }
}
