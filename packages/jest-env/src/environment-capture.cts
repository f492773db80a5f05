import type { Circus } from '@jest/types'
import type { TestFile } from '@hartifact/node-clients/test-runner' with {
  'resolution-mode': 'import',
}
import type { EnvironmentParameters } from './factory.cts'
import { FileCapture } from './file-capture.cts'
import { refusing, withinTest } from './matchers.cts'
import {
  hasFailedReason,
  isDisabledReason,
  noTraffic,
  type NoTrafficReason,
} from './no-traffic.cts'
import { isDisabled, sessionPragma } from './options.cts'
import { tell } from './tell.cts'
import { defineGlobals } from './vm-globals.cts'
import { outwaitWatcher, type WatchedStore } from './watcher.cts'

/** What an {@link EnvironmentCapture} needs of its environment. */
export interface EnvironmentParts {
  /** The options as they were given. */
  readonly options: unknown
  readonly config: EnvironmentParameters[0]
  readonly context: EnvironmentParameters[1]
  /** The global object of the tests. */
  readonly global: object
}

/** The capture of one environment, which is made for one file of tests. */
export class EnvironmentCapture {
  readonly #parts: EnvironmentParts
  readonly #session: string | undefined
  #capture: FileCapture | undefined
  #undefineGlobals: (() => void) | undefined
  #watched: WatchedStore | undefined
  /** Why there is no capture. */
  #reason: NoTrafficReason = isDisabledReason
  #sawTests = false

  /** @throws Error with the code `INVALID_ARGUMENT` */
  constructor(parts: EnvironmentParts) {
    this.#parts = parts
    this.#session = sessionPragma(parts.context.docblockPragmas)
  }

  /** @throws HartifactError when nothing can be captured for a reason that is up to the user */
  async start(): Promise<void> {
    const { global, options } = this.#parts
    if (!isDisabled(options)) await this.#open()
    const sessions = this.#capture?.sessions
    this.#undefineGlobals = defineGlobals(global, {
      traffic: () => sessions?.current.recording ?? noTraffic(this.#reason),
      session: async (name) => sessions?.current.name(name),
    })
  }

  /** Follows Jest. What goes wrong is told, and fails no test. */
  async handle(event: Circus.AsyncEvent | Circus.SyncEvent, state: Circus.State): Promise<void> {
    try {
      await this.#follow(event, state)
    } catch (error) {
      tell('A test is not captured as it should be.', error)
    }
  }

  /** Never throws. */
  async stop(): Promise<void> {
    this.#undefineGlobals?.()
    await this.#capture?.sessions.close()
    if (this.#watched) await outwaitWatcher(this.#parts.config, this.#watched)
    if (!this.#capture || this.#sawTests) return
    if (this.#parts.config.projectConfig.testRunner.includes('jest-circus')) return
    tell(
      'The configured testRunner tells nothing of its tests: all share one session for each file. Use jest-circus.',
    )
  }

  async #follow(event: Circus.AsyncEvent | Circus.SyncEvent, state: Circus.State): Promise<void> {
    if (event.name === 'setup') {
      this.#sawTests = true
      // Jest has them here also where they are no global variables.
      return (event.runtimeGlobals as { readonly expect: Extendable }).expect.extend(
        await this.#matchers(),
      )
    }
    const capture = this.#capture
    if (!capture) return
    if (event.name === 'run_start') capture.runStart(state)
    else if (event.name === 'test_started') await capture.testStarted(event.test)
    else if (event.name === 'test_done') capture.testDone(event.test)
  }

  async #matchers(): Promise<object> {
    const capture = this.#capture
    if (!capture) return refusing(matcherNames, () => this.#reason())
    const { matchers } = await import('@hartifact/core/matchers')
    return withinTest(matchers, () => capture.timeLeft())
  }

  async #open(): Promise<void> {
    const { resolveAdapterOptions } = await import('@hartifact/node-clients/test-runner')
    const { rootDir } = this.#parts.config.projectConfig
    const options = resolveAdapterOptions(this.#parts.options, rootDir)
    this.#watched = { store: options.proxy.store, since: Date.now() }
    try {
      this.#capture = await FileCapture.open(options, this.#file())
    } catch (error) {
      if (isMistake(error)) throw error
      tell('Nothing is captured.', error)
      this.#reason = hasFailedReason(error)
    }
  }

  #file(): TestFile {
    const { config, context } = this.#parts
    const { displayName, rootDir } = config.projectConfig
    const worker = Number(process.env['JEST_WORKER_ID'])
    return {
      runner: 'jest',
      path: context.testPath,
      rootDir,
      ...(displayName && { project: displayName.name }),
      ...(this.#session !== undefined && { session: this.#session }),
      // Jest counts from 1.
      ...(worker > 0 && { workerIndex: worker - 1 }),
    }
  }
}

interface Extendable {
  extend(matchers: object): void
}

/** Those of core, which is not loaded where nothing is captured. */
const matcherNames = [
  'toHaveRequest',
  'toHaveNoFailedRequests',
  'toMatchSession',
  'toMatchBaseline',
]

/** What the user has to put right; without it, tests would run as if all were well. */
const mistakes = [
  'INVALID_ARGUMENT',
  'CA_UNUSABLE',
  'FORMAT_NEWER',
  'FORMAT_UNKNOWN',
  'STORE_FOREIGN',
  'STORE_FULL',
  'STORE_UNWRITABLE',
]

function isMistake(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return mistakes.includes(String(code))
}
