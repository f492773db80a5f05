import type { JournalLine } from './journal-line.ts'

/** What the lines of an entry begin with, up to its id. */
const beginnings = ['{"t":"req","entry":{"id":"', '{"t":"res","id":"', '{"t":"msg","id":"'] as const

/**
 * The entry that a line speaks of, as its id stands in JSON: read off the beginning, mostly without
 * a look at the rest. Undefined for a line that speaks of none, or is damaged.
 *
 * @param text - lines as text in which each character is one byte
 * @param start - of the line
 */
export function ownerAt(text: string, start: number): string | undefined {
  for (const beginning of beginnings) {
    if (!text.startsWith(beginning, start)) continue
    const from = start + beginning.length
    let to = text.indexOf('"', from)
    while (isEscaped(text, to)) to = text.indexOf('"', to + 1)
    return to < 0 ? undefined : text.slice(from, to)
  }
  // The bytes of a body are nobody's own.
  return text.startsWith('{"t":"body"', start)
    ? undefined
    : decodedOwner(text.slice(start, lineEnd(text, start)))
}

/** An id as {@link ownerAt} gives it, as the index knows it. */
export function ownerId(owner: string): string {
  return JSON.parse(Buffer.from(`"${owner}"`, 'latin1').toString()) as string
}

/** The entries of the lines in which `pattern` (with the flag `g`) is found. */
export function* ownersOf(text: string, pattern: RegExp): Generator<string, void, undefined> {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const owner = ownerAt(text, lineStart(text, match.index))
    pattern.lastIndex = lineEnd(text, match.index) + 1
    if (owner !== undefined) yield detached(owner)
  }
}

/** Where the line begins that `at` is in. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at) + 1
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** A part of a text keeps all of the text in memory, unless it is made anew. */
function detached(part: string): string {
  return ` ${part}`.slice(1)
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text[at - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}

/** A remark has the id at its end, behind anything; and another writer may order keys otherwise. */
function decodedOwner(text: string): string | undefined {
  try {
    const id = idOf(JSON.parse(Buffer.from(text, 'latin1').toString()) as JournalLine)
    if (typeof id !== 'string') return undefined
    return Buffer.from(JSON.stringify(id).slice(1, -1)).toString('latin1')
  } catch {
    return undefined
  }
}

function idOf(line: JournalLine): string | undefined {
  if (line.t === 'req') return line.entry.id
  if (line.t === 'res' || line.t === 'msg') return line.id
  return line.t === 'note' ? line.entry : undefined
}
