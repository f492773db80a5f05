import type { Recording } from '@hartifact/core'
import type { SessionMatchers } from '@hartifact/core/matchers'
import { findHost } from './host.ts'
import { hartifact } from './plugin.ts'
import './report-test.ts'

export type { EntryFilter, HarMode, Recording } from '@hartifact/core'
export type { AdapterOptions, FinishedTest, HarOptions } from '@hartifact/node-clients/test-runner'
export { type HarArtifact, harArtifactType } from './report-test.ts'
export { hartifact as default }

/**
 * The recording of the code that uses it: of its test, in tests and in hooks around each of them;
 * else of what the file sends outside of tests. Also a global variable.
 *
 * @example
 * ```ts
 * import { traffic } from '@hartifact/vitest-env'
 * import { expect, test } from 'vitest'
 *
 * test('logs in', async () => {
 *   await fetch('https://shop.test/login', { method: 'POST' })
 *   await expect(traffic).toHaveRequest({ method: 'POST', path: '/login' })
 * })
 * ```
 */
export const traffic: Recording = new Proxy({} as Recording, {
  get(_target, property) {
    const recording = findHost().traffic
    const value: unknown = Reflect.get(recording, property, recording)
    return typeof value === 'function' ? (value.bind(recording) as unknown) : value
  },
  has: (_target, property) => property in findHost().traffic,
  getPrototypeOf: () => Object.getPrototypeOf(findHost().traffic) as object,
})

/**
 * Gives the session of the test that calls it a name. Also a global function.
 *
 * @throws HartifactError `ENVIRONMENT_MISSING` outside of tests; `INVALID_ARGUMENT` for a name that is
 *   empty or too long; `RECORDING_STOPPED`
 */
export async function session(name: string): Promise<void> {
  await findHost().session(name)
}

declare module 'vitest' {
  // Vitest has it with this parameter.
  interface Matchers<T = any> extends SessionMatchers {}
}

declare global {
  /** The recording of the code that uses it, see `@hartifact/vitest-env`. */
  var traffic: Recording
  /** Names the session of the test that calls it, see `@hartifact/vitest-env`. */
  function session(name: string): Promise<void>
}
