/** `text/html; charset=utf-8` in parts; a name is in lower case, a quoted value without quotes. */
const parameter = /;\s*([^\s=;,"]+)\s*(?:=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^;,]*)))?/g

/**
 * The parameters behind the first `;` of a field value (RFC 9110 §5.6.6), names in lower case; one
 * without `=` has an empty value. `name*` of RFC 8187 is decoded and takes the place of `name`.
 */
export function parametersOf(value: string): Readonly<Record<string, string>> {
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, plain = ''] of value.matchAll(parameter)) {
    const text = quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/g, '$1')
    if (name.endsWith('*')) parameters.set(name.slice(0, -1).toLowerCase(), decodeExtended(text))
    else if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), text)
  }
  return Object.fromEntries(parameters)
}

/** What stands before the first parameter, in lower case. */
export function firstWord(value: string): string {
  return value.split(';', 1)[0]!.trim().toLowerCase()
}

/** Splits at a character that is not inside double quotes or angle brackets. */
export function splitOutside(value: string, separator: ',' | ';'): string[] {
  const items: string[] = []
  let start = 0
  let close = ''
  for (let index = 0; index < value.length; index++) {
    const character = value[index] as string
    if (close === '') {
      if (character === separator) {
        items.push(value.slice(start, index).trim())
        start = index + 1
      } else close = closing[character] ?? ''
    } else if (character === '\\' && close === '"') index++
    else if (character === close) close = ''
  }
  items.push(value.slice(start).trim())
  return items.filter((item) => item !== '')
}

const closing: Readonly<Record<string, string>> = { '"': '"', '<': '>' }

/** `UTF-8''caf%C3%A9` (RFC 8187 §3.2). */
function decodeExtended(text: string): string {
  const encoded = text.replace(/^[^']*'[^']*'/, '')
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}
