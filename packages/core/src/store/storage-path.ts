import { HartifactError } from '../errors.ts'

const name = /^\.?[a-z0-9][a-z0-9._-]*$/i

/** Prefix of the names of files that are not finished; {@link Storage.list} leaves them out. */
export const unfinishedPrefix = '.tmp-'

/**
 * The names in a slash path; none for the root, the empty string.
 *
 * @throws INVALID_ARGUMENT for anything that could lead out of the store or mean something to a
 * file system: `..`, a leading slash, a backslash, a colon.
 */
export function splitPath(path: string): string[] {
  if (path === '') return []
  const names = path.split('/')
  if (!names.every((part) => name.test(part))) {
    throw new HartifactError('INVALID_ARGUMENT', `Not a path inside a store: ${quote(path)}.`)
  }
  return names
}

function quote(path: string): string {
  return JSON.stringify(path.slice(0, 100))
}
