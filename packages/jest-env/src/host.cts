import type { Recording } from '@hartifact/core' with { 'resolution-mode': 'import' }
import { toldError } from './told-error.cts'

/** Where the environment puts its {@link SessionHost} on the global object of the tests. */
export const hostSymbol: unique symbol = Symbol.for('@hartifact/jest-env.host')

/** Counts the shapes that {@link SessionHost} has had. */
const hostVersion = 1

/** What the environment offers to the code of the tests, which has its own copy of this module. */
export interface SessionHost {
  readonly version: number
  /** Folder of the copy of this package that the environment comes from. */
  readonly path: string
  /** Recording of the code that asks. */
  readonly traffic: Recording
  /** Names the session of the code that asks. */
  session(name: string): Promise<void>
}

/** The part of {@link SessionHost} that tells which copy of the package made it. */
export const hostOrigin: Pick<SessionHost, 'path' | 'version'> = {
  version: hostVersion,
  path: __dirname,
}

/** @throws Error with the code `ENVIRONMENT_MISSING`, or `INVALID_ARGUMENT` where versions mix */
export function findHost(): SessionHost {
  const host = Reflect.get(globalThis, hostSymbol) as SessionHost | undefined
  if (!host) {
    throw toldError(
      'ENVIRONMENT_MISSING',
      'These tests run in an environment that captures no traffic.',
      "Set testEnvironment: '@hartifact/jest-env' in the configuration of Jest, or put @jest-environment @hartifact/jest-env into the first comment of the file.",
    )
  }
  if (host.version !== hostVersion) throw twoCopies(host.path)
  return host
}

/** @param other - folder of the other copy */
export function twoCopies(other: string): Error {
  return toldError(
    'INVALID_ARGUMENT',
    `There are two copies of @hartifact/jest-env: ${other} and ${__dirname}.`,
    'Install one version of it, for instance with npm dedupe, and load it from one place.',
  )
}
