import type { Recording } from '@hartifact/core' with { 'resolution-mode': 'import' }
import type NodeEnvironment from 'jest-environment-node'
export type { ExtendedMatchers } from './globals.cts'
import { findHost } from './host.cts'
import { isAskedByPrinters } from './no-traffic.cts'

/**
 * Names the session of the test that calls it, in the test or in its hooks; in `beforeAll` and
 * `afterAll` the one of the file.
 *
 * @param name - 1 to 500 characters
 * @throws HartifactError `INVALID_ARGUMENT` for another name; Error with the code
 *   `ENVIRONMENT_MISSING` when the tests run in another environment
 * @example
 * ```ts
 * import { session } from '@hartifact/jest-env'
 *
 * test('logs in', async () => {
 *   await session('Login Flow')
 *   await fetch('https://shop.test/login', { method: 'POST' })
 * })
 * ```
 */
export async function session(name: string): Promise<void> {
  await findHost().session(name)
}

/**
 * Stands for the recording of the test that uses it; in `beforeAll`, `afterAll` and outside of tests
 * for the one of the file. The global variable of the same name is the recording itself.
 *
 * @example
 * ```ts
 * import { traffic } from '@hartifact/jest-env'
 *
 * test('logs in', async () => {
 *   await fetch('https://shop.test/login', { method: 'POST' })
 *   await expect(traffic).toHaveRequest({ method: 'POST', status: 200 })
 * })
 * ```
 */
export const traffic: Recording = new Proxy({} as Recording, {
  get(_target, property) {
    if (isAskedByPrinters(property)) return undefined
    const recording = findHost().traffic
    const value: unknown = Reflect.get(recording, property, recording)
    return typeof value === 'function' ? (value.bind(recording) as unknown) : value
  },
  has: (_target, property) => property in findHost().traffic,
})

/** `jest-environment-node` with sessions: for `testEnvironment` in the configuration. */
declare const HartifactEnvironment: typeof NodeEnvironment
export { HartifactEnvironment as default }

// Made when Jest asks for it: tests load this module, too, and cannot load an environment.
Object.defineProperty(exports, 'default', {
  configurable: true,
  enumerable: true,
  get: environment,
})

function environment(): typeof NodeEnvironment {
  const { baseEnvironment } =
    require('./base-environment.cjs') as typeof import('./base-environment.cts')
  const { withSessions } = require('./factory.cjs') as typeof import('./factory.cts')
  return withSessions(baseEnvironment('jest-environment-node') as typeof NodeEnvironment)
}
