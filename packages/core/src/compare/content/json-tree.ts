import type { Tree } from '../tree.ts'
import { expandTree } from './expand.ts'
import { parseJson } from './parse-json.ts'

/** A JSON document, or several of them one per line as a list; `undefined` when it is neither. */
export function jsonTree(text: string): Tree | undefined {
  const parsed = parseJson(text)
  if (parsed) return expandTree(parsed.value)
  return text.trim().includes('\n') ? linesTree(text, 1) : undefined
}

/**
 * One JSON document per line (also with record separators, RFC 7464), as a list. A line that is
 * none is a string; `undefined` when most of them are.
 */
export function jsonLinesTree(text: string): Tree | undefined {
  return linesTree(text, 0.5)
}

/** @param share - of the lines that must be JSON, 0 to 1 */
function linesTree(text: string, share: number): Tree | undefined {
  const lines = text
    .replaceAll('\u001e', '\n')
    .split('\n')
    .filter((line) => line.trim() !== '')
  let strings = 0
  const items: Tree[] = []
  for (const line of lines) {
    const parsed = parseJson(line)
    if (!parsed) strings++
    // Asked in every turn, so that what is no JSON is given up early.
    if (strings > lines.length * (1 - share)) return undefined
    items.push(parsed ? expandTree(parsed.value) : line)
  }
  return items.length === 0 ? undefined : items
}
