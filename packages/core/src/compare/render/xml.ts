/** An element to be written. */
export interface XmlElement {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string | number>>
  readonly children?: ReadonlyArray<XmlElement | string>
}

/** What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets */
// oxlint-disable-next-line no-control-regex -- these are the characters that are to go
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu

/** A document. */
export function printXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${printElement(root)}\n`
}

function printElement({ attributes = {}, children = [], name }: XmlElement): string {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`,
  )
  const tag = `${name}${pairs.join('')}`
  if (children.length === 0) return `<${tag}/>`
  const inner = children.map((child) =>
    typeof child === 'string' ? escapeText(child) : printElement(child),
  )
  const isText = children.every((child) => typeof child === 'string')
  return `<${tag}>${isText ? inner.join('') : `\n${inner.join('\n')}\n`}</${name}>`
}

/** Characters that XML cannot carry are left out. */
function escapeText(text: string): string {
  // A mere carriage return would be read as a new line.
  return clean(text).replaceAll('\r', '&#13;')
}

function escapeAttribute(text: string): string {
  // White space would be read as a space each.
  return clean(text)
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function clean(text: string): string {
  return text
    .replaceAll(forbidden, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
