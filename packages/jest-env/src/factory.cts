import type { Circus } from '@jest/types'
import type NodeEnvironment from 'jest-environment-node'
import { EnvironmentCapture } from './environment-capture.cts'
import { hostOrigin, twoCopies } from './host.cts'
import { assertSupportedJest } from './supported-jest.cts'
import { splitOptions } from './options.cts'

/** What Jest gives to the constructor of an environment. */
export type EnvironmentParameters = ConstructorParameters<typeof NodeEnvironment>

/** An environment, as far as this package needs to know it. */
export interface Environment {
  global: object
  setup(): Promise<void>
  teardown(): Promise<void>
  getVmContext(): unknown
  handleTestEvent?: unknown
}

/** A class of environments. */
export type EnvironmentClass = new (...parameters: EnvironmentParameters) => Environment

/** On classes that {@link withSessions} has made: which copy of this package did. */
const mark = Symbol.for('@hartifact/jest-env.class')

/**
 * Gives an environment sessions: all that its tests send is captured, each test into a session of its
 * own. The environment may be anybody's; it may also be extended afterwards.
 *
 * @returns a class that extends `Base`, or `Base` itself when it has sessions already
 * @throws Error with the code `INVALID_ARGUMENT` when another copy of this package has given it some
 * @example
 * ```js
 * // environment.cjs, named in the configuration as testEnvironment
 * const { withSessions } = require('@hartifact/jest-env/factory')
 * const { TestEnvironment } = require('jest-environment-node')
 *
 * module.exports = withSessions(TestEnvironment)
 * ```
 */
export function withSessions<Base extends EnvironmentClass>(Base: Base): Base {
  const madeBy = Reflect.get(Base, mark) as string | undefined
  if (madeBy === hostOrigin.path) return Base
  if (madeBy !== undefined) throw twoCopies(madeBy)
  const Plain: EnvironmentClass = Base
  class WithSessions extends Plain {
    static readonly [mark] = hostOrigin.path
    readonly #capture: EnvironmentCapture

    constructor(...[config, context]: EnvironmentParameters) {
      assertSupportedJest(config, context)
      const { projectConfig } = config
      const { others, own } = splitOptions(projectConfig.testEnvironmentOptions)
      super(
        { ...config, projectConfig: { ...projectConfig, testEnvironmentOptions: others } },
        context,
      )
      const capture = new EnvironmentCapture({ options: own, config, context, global: this.global })
      this.#capture = capture
      const inherited = this.handleTestEvent as EventHandler | undefined
      // Not a method: environments assign theirs in their constructor, which would hide it.
      const handleTestEvent: EventHandler = async (event, state) => {
        await capture.handle(event, state)
        await inherited?.call(this, event, state)
      }
      this.handleTestEvent = handleTestEvent
    }

    override async setup(): Promise<void> {
      await super.setup()
      await this.#capture.start()
    }

    override async teardown(): Promise<void> {
      try {
        await this.#capture.stop()
      } finally {
        await super.teardown()
      }
    }
  }
  Object.defineProperty(WithSessions, 'name', { value: `WithSessions(${Base.name})` })
  return WithSessions as unknown as Base
}

type EventHandler = (
  event: Circus.AsyncEvent | Circus.SyncEvent,
  state: Circus.State,
) => Promise<void>
