import { isCamelCase } from './camel-case.ts'

/** What kind of thing a text is, by its form. */
export type ValueClass =
  | 'empty'
  | 'redacted'
  | 'uuid'
  | 'ulid'
  | 'object-id'
  | 'jwt'
  | 'hex'
  | 'token'
  | 'integer'
  | 'decimal'
  | 'date-time'
  | 'date'
  | 'http-date'
  | 'time'
  | 'local-date'
  | 'relative-time'
  | 'email'
  | 'url'
  | 'path'
  | 'ip'
  | 'version'
  | 'color'
  | 'word'
  | 'text'

const patterns: ReadonlyArray<readonly [ValueClass, RegExp]> = [
  ['uuid', /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i],
  ['object-id', /^[0-9a-f]{24}$/],
  ['ulid', /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/],
  ['jwt', /^eyJ[\w-]{6,}\.[\w-]{2,}\.[\w-]*$/],
  ['redacted', /^redacted-[0-9a-f]{12}$/],
  ['date-time', /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?$/i],
  ['date', /^\d{4}-\d\d-\d\d$/],
  [
    'http-date',
    /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{6,18}\d\d:\d\d:\d\d( GMT| UTC| [+-]\d{4})?( \d{4})?$/,
  ],
  ['time', /^\d\d?:\d\d(:\d\d(\.\d+)?)?( ?[ap]m)?$/i],
  [
    'local-date',
    /^(\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d\d)|\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{2,4}|\d{4}[./]\d{1,2}[./]\d{1,2}|\d{1,2}\.? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{4}|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(st|nd|rd|th)?,? \d{4})([ ,]+\d\d?:\d\d(:\d\d)?( ?[ap]m)?)?$/i,
  ],
  [
    'relative-time',
    /^(just now|now|today|yesterday|(in )?(an?|one|\d{1,3}) ?(s|m|h|d|w|ms|sec|min|second|minute|hour|day|week|month|year)s?( ago)?)$/i,
  ],
  ['integer', /^[+-]?\d+$/],
  ['decimal', /^[+-]?\d+[.,]\d+$/],
  ['email', /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
  ['url', /^[a-z][a-z0-9+.-]*:\/\/\S+$/i],
  ['ip', /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7})$/i],
  ['version', /^v?\d+\.\d+(\.\d+)*([-+][\w.]+)?$/i],
  ['color', /^#([0-9a-f]{3}|[0-9a-f]{6})$/i],
]

/** Longer texts are text; expressions never see them. */
const longest = 4096

/**
 * Classifies a text by its form alone. One value can look like a word by chance (a random id of six
 * hex digits has no digit in 0.3 % of cases): decide by all values of a place, never by a single one.
 */
export function classOf(value: string): ValueClass {
  if (value === '') return 'empty'
  if (value.length > longest) return tokenLike(value) ? 'token' : 'text'
  const first = value.charCodeAt(0)
  // Most values are words: expressions that need a digit somewhere are skipped for them.
  if (/[\d:]/.test(value) || first === 123 || first === 35) {
    for (const [name, pattern] of patterns) if (pattern.test(value)) return name
  } else {
    if (value.startsWith('eyJ') && /^eyJ[\w-]{6,}\.[\w-]{2,}\.[\w-]*$/.test(value)) return 'jwt'
    if (/^(just now|now|today|yesterday|an? (minute|hour|day|week|month|year) ago)$/i.test(value)) {
      return 'relative-time'
    }
    if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'email'
  }
  if (value.length >= 6 && /^[0-9a-f]+$/i.test(value) && /\d/.test(value) && /[a-f]/i.test(value)) {
    return 'hex'
  }
  if (/^\.{0,2}\/[^\s]*$/.test(value)) return 'path'
  if (tokenLike(value)) return 'token'
  return /^[\p{L}\d_.-]+$/u.test(value) ? 'word' : 'text'
}

/** Long, without spaces, and mixed as no word is. */
function tokenLike(value: string): boolean {
  if (value.length < 10 || !/^[\w+/=.~:-]+$/.test(value)) return false
  if (value.length > 8192) return true
  const changes = value.match(/(?<=[a-z])[A-Z]|(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]/g)?.length ?? 0
  const longestRun = Math.max(
    0,
    ...(value.match(/[A-Za-z0-9+/=~]+/g) ?? []).map((run) => run.length),
  )
  return changes >= 3 && longestRun >= 8 && !isCamelCase(value)
}

const volatile: ReadonlySet<ValueClass> = new Set([
  'uuid',
  'ulid',
  'object-id',
  'jwt',
  'hex',
  'token',
  'redacted',
  'date-time',
  'http-date',
  'relative-time',
])

/** Whether values of this class usually differ from run to run: ids, tokens and times. */
export function isVolatileClass(name: ValueClass): boolean {
  return volatile.has(name)
}

const times: ReadonlySet<ValueClass> = new Set([
  'date-time',
  'date',
  'http-date',
  'time',
  'local-date',
  'relative-time',
])

/** Whether values of this class say when something was. */
export function isTimeClass(name: ValueClass): boolean {
  return times.has(name)
}

/** Epoch times between 2001 and 2100, in seconds, milliseconds or microseconds. */
export function isEpoch(value: number): boolean {
  return (
    (value >= 1e9 && value < 4.1e9) ||
    (value >= 1e12 && value < 4.1e12) ||
    (Number.isInteger(value) && value >= 1e15 && value < 4.1e15)
  )
}
