/**
 * Characters that steer a terminal, turn the direction of what follows, or cannot be seen: controls,
 * line and paragraph separators, marks of direction, invisible operators, byte order mark, tags,
 * halves of surrogate pairs. The joiners of emoji and of Persian stay.
 */
const unsafe =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * A text from elsewhere on one line that does nothing to the terminal: what is unsafe is shown as
 * an escape such as `\u202e`.
 */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (found) => short[found] ?? escaped(found))
}

/** The same for a text of several lines: line ends and tabs stay. */
export function printableLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(unsafe, (found) => (found === '\n' || found === '\t' ? found : escaped(found)))
}

/** JSON whose strings do nothing to the terminal; it says the same. */
export function printableJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent)
  return text.replaceAll(unsafe, (found) => (found === '\n' ? found : escaped(found)))
}

/** UTF-16, as JSON and JavaScript write it. */
function escaped(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
