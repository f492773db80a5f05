import type { Tree } from '../tree.ts'
import { expandTree } from './expand.ts'
import { parseJson } from './parse-json.ts'
import { shorten } from './shorten.ts'

/**
 * A script inside a page: `{ $json }` when it is a JSON document or assigns one to a variable, as
 * pages do that bring their state along; else its text.
 */
export function scriptTextTree(script: string): Tree {
  const text = script.trim()
  const start = text.search(/[{[]/)
  const isData = start >= 0 && /^(?:[\w$.'"[\] ]{1,100}=\s*)?$/.test(text.slice(0, start))
  if (isData) {
    const parsed = parseJson(text.slice(start).replace(/;$/, ''))
    if (parsed) return { $json: expandTree(parsed.value, 1) }
  }
  return shorten(text)
}
