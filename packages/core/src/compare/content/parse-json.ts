import type { Tree } from '../tree.ts'
import { replaceLeaves } from './replace-leaves.ts'

/** What servers write in front of JSON so that it cannot be run as a script. */
const guard = /^\s*(?:\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);)\s*/

/** Begins a string that stands for an integer; in a document it would have to be escaped. */
const marker = '\\u0000int:'

/**
 * Parses a JSON document. Integers that a double cannot hold become `bigint`; a guard such as
 * `)]}',` in front of the document is skipped.
 *
 * @returns `undefined` when it is no JSON
 */
export function parseJson(text: string): { readonly value: Tree } | undefined {
  const unguarded = text.replace(guard, '')
  try {
    if (!/\d{16}/.test(unguarded) || unguarded.includes(marker)) {
      return { value: JSON.parse(unguarded) as Tree }
    }
    const parsed = JSON.parse(markIntegers(unguarded)) as Tree
    return { value: replaceLeaves(parsed, unmarkInteger) }
  } catch {
    return undefined
  }
}

function unmarkInteger(leaf: string): Tree {
  return leaf.startsWith('\0int:') ? BigInt(leaf.slice(5)) : leaf
}

/** Writes integers that a double cannot hold as strings with a mark. */
function markIntegers(text: string): string {
  const token = /"|-?\d[\d.eE+-]*/g
  let marked = ''
  let copied = 0
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found] = match
    if (found === '"') token.lastIndex = endOfString(text, match.index)
    else if (found.length >= 16 && /^-?\d+$/.test(found) && !Number.isSafeInteger(Number(found))) {
      marked += `${text.slice(copied, match.index)}"${marker}${found}"`
      copied = token.lastIndex
    }
  }
  return marked + text.slice(copied)
}

/** The position behind the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = start
  for (;;) {
    end = text.indexOf('"', end + 1)
    if (end < 0) return text.length
    let before = end
    while (text[before - 1] === '\\') before--
    if ((end - before) % 2 === 0) return end + 1
  }
}
