import type { ErrorCode } from '@hartifact/core'

/**
 * An error as core's `HartifactError` is one: matched by its name and code, with a fix. Core itself is
 * not loaded where this is used: in a configuration, and by files of tests that capture nothing.
 *
 * @param fix - what the reader can do, as full sentences
 */
export function toldError(code: ErrorCode, what: string, fix: string): Error {
  const error = new Error(`${what} ${fix} [${code}]`)
  return Object.assign(error, { name: 'HartifactError', code, fix })
}
