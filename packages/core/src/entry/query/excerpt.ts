import type { SearchPlace } from './search-place.ts'

/** Characters before what was found, of it, and after it. */
const before = 40
const most = 80
const after = 60

/** What stands around a part of a text, for one line of a terminal. */
export function excerptAt(
  text: string,
  at: number,
  length: number,
): Pick<SearchPlace, 'excerpt' | 'start' | 'length'> {
  const end = at + length
  const from = Math.max(0, at - before)
  const to = Math.min(text.length, end + after)
  const lead =
    (from > 0 ? '…' : '') + oneLine(text.slice(from, at).replace(/^\p{Cs}/u, '')).trimStart()
  const hit =
    length <= most ? oneLine(text.slice(at, end)) : `${oneLine(text.slice(at, at + most - 1))}…`
  const rest =
    oneLine(text.slice(end, to).replace(/\p{Cs}$/u, '')).trimEnd() + (to < text.length ? '…' : '')
  return { excerpt: lead + hit + rest, start: lead.length, length: hit.length }
}

/**
 * Blanks and line ends become one space; what would steer a terminal or turn the direction of text,
 * and halves of characters, become question marks.
 */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Cs}]/gu, '?')
}
