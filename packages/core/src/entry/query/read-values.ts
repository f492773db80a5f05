/** Something that was read from a query, and where it ends. */
interface Read<T> {
  readonly value: T
  readonly end: number
}

/** What a sticky `pattern` matches at a place; undefined when it does not. */
export function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/**
 * A text in quotes that begins at `at`. Inside, `\"` and `\\` stand for the second sign; any other
 * backslash stands for itself, as globs have a use for it. Undefined when the quote is not closed.
 */
export function readQuoted(query: string, at: number): Read<string> | undefined {
  const raw = matchAt(/"[^"\\]*(?:\\[^][^"\\]*)*"/y, query, at)
  if (raw === undefined) return undefined
  return { value: raw.slice(1, -1).replaceAll(/\\(["\\])/g, '$1'), end: at + raw.length }
}

/**
 * The values of a key, up to the next blank: separated by commas, except inside of braces, where
 * they belong to a glob. A part of a value, or all of it, may be in quotes. Undefined when a quote
 * is not closed.
 */
export function readValues(query: string, at: number): Read<string[]> | undefined {
  const values = ['']
  let depth = 0
  let end = at
  while (end < query.length) {
    const sign = query[end] as string
    if (/\s/.test(sign)) break
    if (sign === '"') {
      const quoted = readQuoted(query, end)
      if (quoted === undefined) return undefined
      values.push(values.pop() + quoted.value)
      end = quoted.end
      continue
    }
    if (sign === ',' && depth === 0) values.push('')
    else values.push(values.pop() + sign)
    if (sign === '{') depth++
    if (sign === '}') depth = Math.max(0, depth - 1)
    end++
  }
  return { value: values, end }
}
