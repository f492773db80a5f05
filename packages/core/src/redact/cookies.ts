import type { Seal } from './placeholder.ts'

/** What may follow the value of a cookie (RFC 6265bis §4.1.1, and what browsers know beside it). */
const attributes: ReadonlySet<string> = new Set([
  'comment',
  'domain',
  'expires',
  'httponly',
  'max-age',
  'partitioned',
  'path',
  'priority',
  'sameparty',
  'samesite',
  'secure',
  'version',
])

/** Replaces each value of a `Cookie` field; a cookie without `=` is all value (RFC 6265bis §5.6). */
export function redactCookie(value: string, seal: Seal): string {
  return value
    .split(';')
    .map((pair) => redactPair(pair, seal))
    .join(';')
}

/**
 * Replaces the value of a `Set-Cookie` field. Attributes stay; the value of one that is not known
 * is replaced, because a `;` inside a quoted cookie makes its rest look so.
 */
export function redactSetCookie(value: string, seal: Seal): string {
  return value
    .split(';')
    .map((part, index) => {
      const name = part.split('=', 1)[0]?.trim().toLowerCase() ?? ''
      if (index === 0 || !attributes.has(name)) return redactPair(part, seal)
      // Several fields folded into one: `a=1; Path=/, b=2`.
      const next = /,\s*[^\s=,"]+=/.exec(part)
      if (!next) return part
      const start = next.index + next[0].length
      return part.slice(0, start) + seal(part.slice(start))
    })
    .join(';')
}

function redactPair(pair: string, seal: Seal): string {
  const start = pair.indexOf('=') + 1
  return pair.slice(0, start) + seal(pair.slice(start))
}
