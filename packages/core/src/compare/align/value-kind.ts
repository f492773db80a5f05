import { classOf, isEpoch, type ValueClass } from '../values/value-class.ts'
import { remember } from './remember.ts'

/** What a value means for the alignment. */
export type ValueKind =
  /** Made so that nobody else has the same: the same value on both sides is the same thing. */
  | 'opaque'
  /** A whole number: it may be an id, or count something. */
  | 'integer'
  /** A day; the days of a later session are often the same number of days later. */
  | 'day'
  /** An instant or a time of day. */
  | 'time'
  /** Anything else: what people wrote. */
  | 'stable'

const kinds: Partial<Readonly<Record<ValueClass, ValueKind>>> = {
  redacted: 'opaque',
  uuid: 'opaque',
  ulid: 'opaque',
  'object-id': 'opaque',
  jwt: 'opaque',
  hex: 'opaque',
  token: 'opaque',
  integer: 'integer',
  'date-time': 'time',
  'http-date': 'time',
  time: 'time',
  'relative-time': 'time',
  date: 'day',
  'local-date': 'day',
}

const remembered = remember(decide, 50_000)
/** Longer values are seldom there twice. */
const longestKept = 40
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** Sorts a text by its form. */
export function kindOf(value: string): ValueKind {
  if (value.length < 10 && !/\d/.test(value)) return /^today$/i.test(value) ? 'time' : 'stable'
  if (value.length === 36 && uuid.test(value)) return 'opaque'
  return value.length > longestKept ? decide(value) : remembered(value)
}

function decide(value: string): ValueKind {
  const name = classOf(value)
  if (name === 'integer' && isEpoch(Number(value))) return 'time'
  if (name === 'token' && isCamelCase(value)) return 'stable'
  // Random digits of which the last one is a letter, not 68,882 days.
  if (name === 'relative-time' && /^\d{4,}[a-f]$/.test(value)) return 'opaque'
  return kinds[name] ?? 'stable'
}

/** `getUserProfileById` has as many changes of case as a token, but reads as words. */
export function isCamelCase(value: string): boolean {
  const words = value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[\d_.:/-]+/g) ?? []
  const letters = words.filter((word) => /[A-Za-z]/.test(word))
  if (/[+=~]/.test(value) || value.replaceAll(/\D/g, '').length > 2) return false
  return letters.length > 0 && letters.join('').length / letters.length >= 3.5
}

/** Of longer texts only this much is read for ids. */
const longestMasked = 4096
const inText =
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?=[a-f]*\d)[0-9a-f]{8,}\b|\d{4}-\d\d-\d\d([T ][\d:.]+Z?)?|\d{4,}/gi

/** A text without its origin, when it is a URL, and without ids, times and numbers of four digits. */
export function maskText(text: string): string {
  if (text.length > longestMasked || !/\d|:\/\//.test(text)) return text
  return text.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replaceAll(inText, '#')
}
