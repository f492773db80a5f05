import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Recording } from '@hartifact/core'
import { toldError } from './told-error.ts'

/** Where the setup file puts its {@link SessionHost} on the global object of the tests. */
const hostSymbol: unique symbol = Symbol.for('@hartifact/vitest-env.host')

/** Counts the shapes that {@link SessionHost} has had. */
const hostVersion = 1

/** What the setup file offers to the code of the tests, which may have its own copy of this module. */
export interface SessionHost {
  /** Recording of the code that asks. */
  readonly traffic: Recording
  /** Names the session of the code that asks. */
  readonly session: (name: string) => Promise<void>
}

interface InstalledHost {
  readonly version: number
  /** Folder of the copy of this package that it comes from. */
  readonly path: string
  /** The file of tests that it was made for, as Vitest has it. */
  readonly file: unknown
  readonly api: SessionHost
}

const ownPath = dirname(fileURLToPath(import.meta.url))

/**
 * Offers `api` to the tests of a file, also as the global variables `traffic` and `session`.
 *
 * @param file - the file of tests, as Vitest has it
 * @returns takes them away; `undefined` when this has been done for the file, by the same setup file
 * @throws Error with the code `INVALID_ARGUMENT` when another copy of this package has done it
 */
export function installHost(file: unknown, api: SessionHost): (() => void) | undefined {
  const other = installed()
  if (other && other.path !== ownPath) throw twoCopies(other.path)
  if (other && other.file === file) return undefined
  const host: InstalledHost = { version: hostVersion, path: ownPath, file, api }
  const getters = new Map<string | symbol, () => unknown>([
    [hostSymbol, () => host],
    ['session', () => api.session],
    ['traffic', () => api.traffic],
  ])
  for (const [name, get] of getters) {
    // Whoever has a global variable of the name keeps it, and imports ours.
    if (name === hostSymbol || !Object.hasOwn(globalThis, name)) defineGetter(name, get)
  }
  return () => {
    for (const [name, get] of getters) {
      const property = Object.getOwnPropertyDescriptor(globalThis, name)
      if (property?.get === get) Reflect.deleteProperty(globalThis, name)
    }
  }
}

/** @throws Error with the code `ENVIRONMENT_MISSING`, or `INVALID_ARGUMENT` where versions mix */
export function findHost(): SessionHost {
  const host = installed()
  if (!host) {
    throw toldError(
      'ENVIRONMENT_MISSING',
      'Nothing captures the traffic of this code.',
      "Use traffic and session in tests and hooks, and put plugins: [hartifact()] of '@hartifact/vitest-env' into the configuration of Vitest, or setupFiles: ['@hartifact/vitest-env/setup'].",
    )
  }
  if (host.version !== hostVersion) throw twoCopies(host.path)
  return host.api
}

function installed(): InstalledHost | undefined {
  return Reflect.get(globalThis, hostSymbol) as InstalledHost | undefined
}

function twoCopies(other: string): Error {
  return toldError(
    'INVALID_ARGUMENT',
    `There are two copies of @hartifact/vitest-env: ${other} and ${ownPath}.`,
    'Install one version of it, for instance with npm dedupe, and load it from one place.',
  )
}

function defineGetter(name: string | symbol, get: () => unknown): void {
  const set = (value: unknown): void => {
    const attributes = { configurable: true, enumerable: false, writable: true }
    Object.defineProperty(globalThis, name, { ...attributes, value })
  }
  Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, get, set })
}
