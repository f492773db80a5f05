import type { Tree } from '../tree.ts'
import { hashOf } from './digest.ts'
import { expandText } from './expand.ts'
import { mostLines } from './limits.ts'
import { shorten } from './shorten.ts'

/** A text as the list of its lines; a long line and the lines beyond a limit end in their hash. */
export function textTree(text: string): Tree {
  const lines: Tree[] = []
  let start = 0
  while (start < text.length) {
    if (lines.length === mostLines) {
      const rest = text.slice(start)
      lines.push(`… (${rest.length} more characters, sha256 ${hashOf(rest)})`)
      break
    }
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '')
    const expanded = expandText(line)
    lines.push(typeof expanded === 'string' ? shorten(expanded) : expanded)
    if (end < 0) break
    start = end + 1
  }
  return lines
}
