import type { Tree } from '../tree.ts'
import { expandTree } from './expand.ts'
import { parseJson } from './parse-json.ts'
import { shorten } from './shorten.ts'

/** Data of an event or a frame: JSON when it is a document, else text. */
export function dataTree(data: string): Tree {
  const parsed = /^\s*[[{"]/.test(data) ? parseJson(data) : undefined
  return parsed ? expandTree(parsed.value) : shorten(data)
}
