import { foldCase } from '../fold-case.ts'
import { escapeRegExp } from '../wildcard.ts'

/** Any part of a string in JSON. */
export const anyText: string = String.raw`(?:[^"\\]|\\.)*?`

/**
 * The source of a regular expression that finds a text, in any case, in the JSON of something that
 * holds it: for bytes in UTF-8 that are read as Latin-1, with the flag `i`. It may find more than
 * that. Undefined for half characters, which UTF-8 does not have.
 */
export function jsonPattern(text: string): string | undefined {
  return signsPattern(text, (sign) => JSON.stringify(sign).slice(1, -1))
}

/** As {@link jsonPattern}, for the text itself: a body. */
export function bytesPattern(text: string): string | undefined {
  // What is no UTF-8 becomes this sign when it is read.
  return text.includes('\uFFFD') ? undefined : signsPattern(text, (sign) => sign)
}

/** A number of at least `low` in JSON, to the end of its integer part. */
export function atLeast(low: number): string {
  const digits = String(Math.max(0, Math.floor(low)))
  const longer = String.raw`[1-9]\d{${digits.length},}|\d(?:\.\d+)?e\+`
  const greater = [...digits.matchAll(/[0-8]/g)].map(
    ({ 0: digit, index }) =>
      `${digits.slice(0, index)}[${Number(digit) + 1}-9]` +
      String.raw`\d{${digits.length - index - 1}}`,
  )
  return `(?:${[longer, ...greater, digits].join('|')})`
}

function signsPattern(text: string, write: (sign: string) => string): string | undefined {
  if (/\p{Cs}/u.test(text)) return undefined
  const signs = foldCase(text).match(/./gsu) ?? []
  return signs
    .map((sign) => {
      const forms = [sign, ...otherCases(sign)].map((form) =>
        escapeRegExp(Buffer.from(write(form)).toString('latin1')),
      )
      return forms.length === 1 ? forms[0] : `(?:${forms.join('|')})`
    })
    .join('')
}

/** What `foldCase` makes a sign of; for those of ASCII without their capitals, which `i` covers. */
function otherCases(sign: string): readonly string[] {
  if (sign === 'k') return ['\u212A']
  if (sign === 'i') return ['İ']
  if (sign <= '\u007F') return []
  unfolded ??= unfold()
  return unfolded.get(sign) ?? []
}

let unfolded: ReadonlyMap<string, readonly string[]> | undefined

function unfold(): ReadonlyMap<string, readonly string[]> {
  const forms = new Map<string, string[]>()
  // There are no capitals beyond.
  for (let code = 0x80; code < 0x1_f000; code++) {
    const form = String.fromCodePoint(code)
    const sign = foldCase(form)
    if (sign !== form) forms.set(sign, [...(forms.get(sign) ?? []), form])
  }
  return forms
}
