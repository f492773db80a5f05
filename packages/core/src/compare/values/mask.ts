import { classOf, isVolatileClass } from './value-class.ts'

/** Words of a text that may be ids, tokens or times: runs without spaces and common punctuation. */
const runs = /[^\s"'`<>()[\]{},;|=&?#]+/g
const numbers = /\d+(?:[.,:]\d+)*/g
const months = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'
const days = [
  '\\d{4}-\\d\\d-\\d\\d',
  '\\d{1,2}[./]\\d{1,2}[./](?:\\d{4}|\\d\\d)',
  `\\d{1,2}-${months}-\\d{4}`,
  '\\d{4}[./]\\d{1,2}[./]\\d{1,2}',
  `(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?\\d{1,2}(?:st|nd|rd|th|\\.)? ${months},? \\d{4}`,
  `${months} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}`,
].join('|')
const clock =
  '\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?: ?[ap]m)?(?: ?(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?'
const span = '(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year|[smhd])s?'
const relative = `(?:just now|yesterday|(?:an?|one|\\d{1,3}) ?${span} ago|in (?:an?|one|\\d{1,3}) ?${span})`
const times = new RegExp(
  `(?<![\\w.])(?:(?:${days})(?:(?:T|,? )${clock})?|${clock}|${relative})(?![\\w])`,
  'gi',
)

/** Longer texts are not looked at word by word. */
const longest = 65_536

/** A text with dates and times of day replaced. */
export function maskTimes(text: string): string {
  return text.length > longest || !/\d[-:./ ]\d|\d{4}| ago|just now|yesterday|in \d/i.test(text)
    ? text
    : text.replace(times, '{time}')
}

/** A text with ids, tokens and times replaced, so that only what they stand in is compared. */
export function maskVolatile(text: string): string {
  if (text.length > longest) return text
  return maskTimes(text).replace(runs, (run) => maskRun(run))
}

/** Like {@link maskVolatile}, with all numbers replaced as well. */
export function maskOf(text: string): string {
  return maskVolatile(text).replace(numbers, '{number}')
}

function maskRun(run: string): string {
  if (run.length < 6) return run
  const masked = maskOne(run)
  if (masked !== undefined) return masked
  // A path, then a host name or a compound id: each part for itself.
  return run.replace(/[^/:]+/g, (segment) => {
    const whole = maskOne(segment)
    return whole ?? segment.replace(/[^._~@-]+/g, (part) => maskOne(part) ?? part)
  })
}

function maskOne(text: string): string | undefined {
  if (text.length < 6 || !/\d|^[A-Za-z_-]{16}/.test(text)) return undefined
  const name = classOf(text)
  if (!isVolatileClass(name)) return undefined
  return name === 'token' || name === 'hex' ? '{id}' : `{${name}}`
}
