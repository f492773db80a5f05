import type JsdomEnvironment from 'jest-environment-jsdom'
export type { ExtendedMatchers } from './globals.cts'
import { baseEnvironment } from './base-environment.cts'
import { withSessions } from './factory.cts'

/**
 * `jest-environment-jsdom` with sessions: for `testEnvironment` in the configuration. Loading it
 * throws an Error with the code `INVALID_ARGUMENT` when that package is not installed.
 */
const HartifactJsdomEnvironment: typeof JsdomEnvironment = withSessions(
  baseEnvironment('jest-environment-jsdom') as typeof JsdomEnvironment,
)
export default HartifactJsdomEnvironment
