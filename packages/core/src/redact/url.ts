import { percentDecode, percentEncode } from './percent.ts'
import type { Seal } from './placeholder.ts'
import type { SecretNames } from './rules.ts'

/** What a part of a URL needs to hide `name=value` or `user@` by percent-encoding. */
const encodedSyntax = /%(?:3d|40|25)/i

/** URLs inside parameters of URLs that are looked into. */
const maxDepth = 5

/**
 * Replaces the secrets of a URL, of a relative reference or of text that holds a URL: user and
 * password (RFC 3986 §3.2.1), values of secret parameters in the query, in the fragment (the
 * implicit flow of OAuth) and after `;` in the path (`;jsessionid=…`), and the same in URLs inside
 * parameters, percent-encoded or not. Everything else stays, byte for byte.
 *
 * It reads text, not a parsed URL: it never throws, and what no parser would accept is searched too.
 */
export function redactUrl(text: string, names: SecretNames, seal: Seal, depth = 0): string {
  let current = text
  // Taking a layer of encoding apart may leave something to do outside it; it is always little.
  for (let round = 0; round < 8; round++) {
    const start = endOfLeadingAuthority(current)
    const authority = redactUserinfo(current.slice(0, start), seal)
    const rest = redactUserinfo(redactParameters(current.slice(start), names, seal), seal)
    const decoded =
      depth < maxDepth && encodedSyntax.test(rest) ? redactEncoded(rest, names, seal, depth) : rest
    current = authority + decoded
    if (decoded === rest) break
  }
  return current
}

function endOfLeadingAuthority(text: string): number {
  const match = /^\s*(?:[a-z][a-z0-9+.-]*:)?\/\/[/\\]*[^/\\?#]*/i.exec(text)
  return match ? match[0].length : 0
}

/** `//user:password@` wherever an authority begins. */
function redactUserinfo(text: string, seal: Seal): string {
  if (!text.includes('@')) return text
  const tail = text.search(/[?#]/)
  let result = ''
  let copied = 0
  let from = 0
  for (;;) {
    const slashes = text.indexOf('//', from)
    if (slashes === -1) break
    let start = slashes + 2
    // Browsers read `https:///user@host` as `https://user@host`.
    while (text[start] === '/' || text[start] === '\\') start++
    from = start
    const begins = text[slashes - 1] === ':' || text.slice(0, slashes).trim() === ''
    if (!begins) continue
    const isParameter = tail !== -1 && slashes > tail
    const end = indexOfAny(text, isParameter ? '/\\?#& \t"\'<>' : '/\\?#', start)
    const at = text.slice(start, end).lastIndexOf('@')
    if (at === -1) continue
    const userinfo = text.slice(start, start + at)
    const colon = userinfo.indexOf(':')
    const sealed =
      colon === -1
        ? seal(userinfo)
        : `${seal(userinfo.slice(0, colon))}:${seal(userinfo.slice(colon + 1))}`
    result += text.slice(copied, start) + sealed
    copied = start + at
    from = end
  }
  return result + text.slice(copied)
}

/** `name=value` with a secret name, wherever a parameter may begin. */
function redactParameters(text: string, names: SecretNames, seal: Seal): string {
  const tail = text.search(/[?#]/)
  const hash = text.indexOf('#')
  let result = ''
  let copied = 0
  let from = 0
  for (;;) {
    const equals = text.indexOf('=', from)
    if (equals === -1) break
    let start = equals
    while (start > from && !'?#&;/'.includes(text[start - 1] ?? '')) start--
    from = equals + 1
    if (!names.isSecretQuery(text.slice(start, equals))) continue
    const inPath = tail === -1 || start < tail
    let ends = '&#'
    if (inPath && text[start - 1] === ';') ends = '/;?&#'
    else if (hash !== -1 && start > hash) ends = '&'
    const end = indexOfAny(text, ends, from)
    result += text.slice(copied, from) + seal(text.slice(from, end))
    copied = end
    from = end
  }
  return result + text.slice(copied)
}

/** URLs inside parameters, one layer of percent-encoding further in. */
function redactEncoded(text: string, names: SecretNames, seal: Seal, depth: number): string {
  const redactPart = (part: string): string => {
    if (!encodedSyntax.test(part)) return part
    const plain = percentDecode(part)
    const redacted = redactUrl(plain, names, seal, depth + 1)
    return redacted === plain ? part : encodeLike(part, redacted)
  }
  return text.replace(/[^?#&;]+/g, (chunk) => {
    const equals = chunk.indexOf('=')
    if (equals === -1) return redactPart(chunk)
    return `${redactPart(chunk.slice(0, equals))}=${redactPart(chunk.slice(equals + 1))}`
  })
}

/** Percent-encodes `text`, but leaves alone what `model` leaves alone everywhere. */
function encodeLike(model: string, text: string): string {
  let result = percentEncode(text)
  for (const sign of ['/', ':', ',', '+', '[', ']', '\\']) {
    const escape = encodeURIComponent(sign)
    if (model.includes(sign) && !model.toUpperCase().includes(escape)) {
      result = result.replaceAll(escape, sign)
    }
  }
  return result
}

function indexOfAny(text: string, signs: string, from: number): number {
  let index = from
  while (index < text.length && !signs.includes(text[index] as string)) index++
  return index
}
