import type { Recording } from '@hartifact/core' with { 'resolution-mode': 'import' }
import type { SessionMatchers } from '@hartifact/core/matchers' with { 'resolution-mode': 'import' }
/** @ts-ignore: absent where only @types/jest is used, with a package manager that links strictly. */
import type { Matchers as JestMatchers } from 'expect'

declare global {
  /** Recording of the test that runs; outside of tests the one of the file. */
  // oxlint-disable-next-line no-var -- the only form that makes a global variable
  var traffic: Recording
  /** Names the session of the test that runs; outside of tests the one of the file. */
  function session(name: string): Promise<void>

  namespace jest {
    // oxlint-disable-next-line no-unused-vars -- the parameters must be those of @types/jest
    interface Matchers<R, T> extends SessionMatchers {}
  }
}

/** Makes the declarations below part of what is loaded. */
export type ExtendedMatchers<R extends void | Promise<void>> = JestMatchers<R>

/** @ts-ignore: see above. */
declare module 'expect' {
  // oxlint-disable-next-line no-unused-vars -- the parameters must be those of expect
  interface Matchers<R extends void | Promise<void>, T = unknown> extends SessionMatchers {}
}
