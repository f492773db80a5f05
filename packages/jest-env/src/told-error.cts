/**
 * An error as core's `HartifactError` is one: matched by its name and code, with a fix. Core itself is
 * not loaded where this is used, which is before anything is captured, and in the realm of the tests.
 *
 * @param fix - what the reader can do, as full sentences
 */
export function toldError(code: string, what: string, fix: string): Error {
  const error = new Error(`${what} ${fix} [${code}]`)
  return Object.assign(error, { name: 'HartifactError', code, fix })
}
