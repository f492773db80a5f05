import type { Tree } from '../tree.ts'
import { expandText } from './expand.ts'
import { groupByName } from './group-by-name.ts'

/** The fields of `application/x-www-form-urlencoded`, by name. */
export function formTree(text: string): Tree {
  const fields = [...new URLSearchParams(text)]
  return groupByName(fields.map(([name, value]) => [name, expandText(value)] as const))
}
