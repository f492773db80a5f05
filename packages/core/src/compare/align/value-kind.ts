import { classOf, isEpoch, type ValueClass } from '../values/value-class.ts'

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

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** Sorts a text by its form. */
export function kindOf(value: string): ValueKind {
  const signs = signsOf(value)
  if (signs === 0) {
    const isWords = value.length < 10 || value.includes(' ') || !/[a-z][A-Z]/.test(value)
    return isWords && value.length < 16 ? kindOfWords(value) : decide(value)
  }
  if (signs === digit && value.length < 9) return decide(value)
  if (value.length === 36 && uuid.test(value)) return 'opaque'
  // Words with a number among them, as in `Item 17 of 20`, or short codes, as in `S17-3`.
  const isTime = (signs & (clock | year)) !== 0 || value.endsWith('ago')
  if (!isTime && (signs & (space | letter)) !== 0 && (value.length < 10 || (signs & space) !== 0)) {
    const isHex = (signs & (letter | space | mark)) === 0
    if (!isHex) return 'stable'
  }
  return decide(value)
}

const digit = 1
/** A letter that is no digit of hex. */
const letter = 2
const space = 4
/** A colon or a slash. */
const clock = 8
/** Four digits in a row. */
const year = 16
const mark = 32
const hexLetter = 64

/** Which signs are in a text that decide about its kind; 0 without a digit. */
function signsOf(value: string): number {
  let signs = 0
  let run = 0
  const end = Math.min(value.length, 200)
  for (let index = 0; index < end; index++) {
    const code = value.charCodeAt(index)
    if (code >= 48 && code <= 57) {
      signs |= digit
      if (++run === 4) signs |= year
      continue
    }
    run = 0
    if ((code >= 97 && code <= 102) || (code >= 65 && code <= 70)) signs |= hexLetter
    else if ((code >= 103 && code <= 122) || (code >= 71 && code <= 90)) signs |= letter
    else if (code === 32) signs |= space
    else signs |= code === 58 || code === 47 ? clock : mark
  }
  return (signs & digit) === 0 ? 0 : signs
}

/** Sorts a number. */
export function kindOfNumber(value: number | bigint): ValueKind {
  return isEpoch(Number(value)) ? 'time' : 'stable'
}

/** Without a digit only a few words are anything but words. */
function kindOfWords(value: string): ValueKind {
  return /^(?:just now|now|today|yesterday|(?:in )?an? [a-z]+(?: ago)?)$/i.test(value)
    ? 'time'
    : 'stable'
}

function decide(value: string): ValueKind {
  const name = classOf(value)
  if (name === 'integer' && isEpoch(Number(value))) return 'time'
  return kinds[name] ?? 'stable'
}

/** Of longer texts only this much is read for ids. */
const longestMasked = 4096
const inText =
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?=[a-f]*\d)[0-9a-f]{8,}\b|\d{4}-\d\d-\d\d([T ][\d:.]+Z?)?|\d{4,}/gi

/** A text without its origin, when it is a URL, and without ids, times and numbers of four digits. */
export function maskText(text: string): string {
  if (text.length > longestMasked || !/\d{4}|:\/\/|[0-9a-f]{8}/i.test(text)) return text
  return text.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replaceAll(inText, '#')
}
