/**
 * Characters that steer a terminal, turn the direction of what follows, or cannot be seen: controls,
 * line and paragraph separators, marks of direction, invisible operators, byte order mark, tags,
 * halves of surrogate pairs. The joiners of emoji and of Persian stay.
 */
const unsafe =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Nobody reads a line that is longer; what is looked at must be bounded. */
const longest = 2000

/**
 * A text of the traffic on one line of at most `limit` characters. What steers a terminal or cannot
 * be seen is shown as an escape such as `\u202e`, and so is what CI systems take for a command
 * wherever it stands: `##[error]…`, `##vso[…]`. What is missing at the end is a `…`.
 */
export function oneLine(text: string, limit: number = longest): string {
  const start = beginning(text, limit + 1)
  const shown = start.replaceAll(unsafe, escaped).replaceAll(/##(?=\w*\[)/g, '#\\u0023')
  // Also when escapes made it long.
  const isCut = start.length < text.length || shown.length > limit
  return isCut ? `${beginning(shown, Math.max(0, limit - 1))}…` : shown
}

/** At most `length` code units from the start, without half a surrogate pair at the end. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd8_00 && last < 0xdc_00 ? length - 1 : length)
}

/** A line that GitHub and others take for no command: `::error::…` at its start is one. */
export function noCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\\u003a')
}

/** UTF-16, as JSON and JavaScript write it. */
function escaped(text: string): string {
  return (
    short[text] ??
    text
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')
  )
}
