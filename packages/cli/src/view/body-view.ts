import { type Entry, getHeader, type Session } from '@hartifact/core'
import { hexDump } from '../ui/hex-dump.ts'
import { printableLines } from '../ui/printable.ts'
import { sizeText } from '../ui/size.ts'

/** More of a text is shown on demand only. */
const longest = 64 * 1024
const dumped = 256

/** A request or a response. */
export type Side = Entry['request'] | Entry['response']

/** A body as people want to read it, in lines; nothing when there is none. */
export async function bodyLines(session: Session, side: Side, whole: boolean): Promise<string[]> {
  if (!side?.body) return []
  const { decodedSize, size, truncated } = side.body
  const cut = truncated
    ? [`(cut off: only the first ${sizeText(truncated.size)} of ${sizeText(size)} were kept)`]
    : []
  const text = await session.text(side)
  if (isReadable(text)) return [...shortened(prettyText(text, side), whole), ...cut]
  const bytes = await session.decoded(side)
  const rest = bytes.length - dumped
  return [
    `(binary, ${sizeText(decodedSize ?? bytes.length)})`,
    ...hexDump(bytes.subarray(0, dumped)),
    ...(rest > 0 ? [`(${sizeText(rest)} more; --raw writes all of it)`] : []),
    ...cut,
  ]
}

/** A body for JSON: its text, or base64 where it is none. */
export async function bodyDocument(session: Session, side: Side): Promise<object | undefined> {
  if (!side?.body) return undefined
  const text = await session.text(side)
  if (isReadable(text)) return { encoding: 'utf8', text }
  const bytes = await session.decoded(side)
  return { encoding: 'base64', text: Buffer.from(bytes).toString('base64') }
}

/** Without controls, but for white space, and without what was no text in its charset. */
function isReadable(text: string): boolean {
  return !/[^\P{Cc}\s]|\uFFFD/u.test(text)
}

function prettyText(text: string, { headers }: NonNullable<Side>): string {
  const type = (getHeader(headers, 'content-type') ?? '').toLowerCase()
  if (type.startsWith('application/x-www-form-urlencoded')) return formFields(text)
  if (!/json/.test(type) && !/^\s*[[{]/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

function formFields(text: string): string {
  const fields = [...new URLSearchParams(text)]
  return fields.map(([name, value]) => `${name} = ${value}`).join('\n')
}

function shortened(text: string, whole: boolean): string[] {
  const shown = whole || text.length <= longest ? text : text.slice(0, longest)
  const lines = printableLines(shown).split('\n')
  const rest = text.length - shown.length
  return rest > 0 ? [...lines, `(${sizeText(rest)} more; --full shows all of it)`] : lines
}
