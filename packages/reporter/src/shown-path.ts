import { relative, sep } from 'node:path'

/** A path as reports show it: relative to a folder, with `/` on every system. */
export function shownPath(path: string, folder: string): string {
  return relative(folder, path).replaceAll(sep, '/')
}
