import { beginning, oneLine } from './one-line.ts'

/** So much of two values is looked at to find where they begin to differ. */
const comparedLength = 20_000

/**
 * A value on one line of at most `limit` characters, as JSON, so that types can be seen: `"12.50"` is
 * text and `12.5` a number. Long ones end with `…`. Takes time for what is shown only.
 */
export function preview(value: unknown, limit = 60): string {
  return oneLine(written(value, limit + 1), limit)
}

/**
 * Two values as {@link preview} shows them. When both are long, what is shown begins shortly before
 * the first difference: `"…total: 12.50…`.
 */
export function previewChange(
  before: unknown,
  after: unknown,
  limit = 60,
): readonly [before: string, after: string] {
  const texts = [written(before, comparedLength), written(after, comparedLength)] as const
  const [one, other] = texts
  if (one.length <= limit && other.length <= limit) {
    return [oneLine(one, limit), oneLine(other, limit)]
  }
  const same = firstDifference(one, other)
  // Some of what is equal says where we are.
  const start = same === undefined ? 0 : Math.max(0, same - Math.floor(limit / 3))
  return [extract(one, start, limit), extract(other, start, limit)]
}

function extract(text: string, start: number, limit: number): string {
  if (start < 2) return oneLine(text, limit)
  const quote = text.startsWith('"') ? '"' : ''
  const from = isLowSurrogate(text, start) ? start + 1 : start
  return oneLine(`${quote}…${text.slice(from, from + limit)}`, limit)
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc_00 && unit < 0xe0_00
}

function firstDifference(one: string, other: string): number | undefined {
  const end = Math.min(one.length, other.length)
  for (let index = 0; index < end; index++) if (one[index] !== other[index]) return index
  return one.length === other.length ? undefined : end
}

/** The beginning of a value's JSON: at least `limit` characters, or all of it. */
function written(value: unknown, limit: number): string {
  let text = ''
  const full = (): boolean => text.length > limit
  // Each level writes a bracket first: it is never deeper than `limit` and its caller allow.
  const write = (part: unknown, depth: number): void => {
    if (typeof part === 'string') text += JSON.stringify(beginning(part, limit + 1 - text.length))
    else if (typeof part !== 'object' || part === null) text += String(part)
    else if (depth > 100) text += '…'
    else if (Array.isArray(part)) writeList(part, depth)
    else writeMembers(part as Readonly<Record<string, unknown>>, depth)
  }
  const writeList = (items: readonly unknown[], depth: number): void => {
    text += '['
    for (const [index, item] of items.entries()) {
      if (full()) return
      if (index > 0) text += ', '
      write(item, depth + 1)
    }
    text += ']'
  }
  const writeMembers = (members: Readonly<Record<string, unknown>>, depth: number): void => {
    text += '{'
    let first = true
    for (const name in members) {
      if (full()) return
      if (!first) text += ', '
      first = false
      text += `${JSON.stringify(beginning(name, limit))}: `
      write(members[name], depth + 1)
    }
    text += '}'
  }
  write(value, 0)
  return text
}
