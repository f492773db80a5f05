import type { Tree, TreeObject } from '../tree.ts'
import { expandText } from './expand.ts'
import { groupByName } from './group-by-name.ts'

/** The cookies of a `Cookie` field by name (RFC 6265 §4.2). */
export function cookiesTree(value: string): Tree {
  const pairs = value.split(';').filter((pair) => pair.trim() !== '')
  return groupByName(
    pairs.map((pair) => {
      const { name, value: text } = splitPair(pair)
      return [name, expandText(text)] as const
    }),
  )
}

/** Attributes that are written one way, whatever case they were sent in. */
const flags: Readonly<Record<string, string>> = {
  httponly: 'HttpOnly',
  secure: 'Secure',
  partitioned: 'Partitioned',
}

/**
 * One `Set-Cookie` field (RFC 6265 §5.2): `{ name, value, lifetime }` and the attributes that were
 * set, `HttpOnly`, `Secure`, `SameSite`, `Domain`, `Path`, … `lifetime` is `'session'` or the seconds
 * that it lives from `at` on, 0 when it is deleted; `Max-Age` precedes `Expires`.
 *
 * @param at - when the response was made, as in `Date` or an ISO time; when it is not known,
 *   `Expires` stays as it is
 */
export function cookieTree(value: string, at: string): Tree {
  const [first = '', ...rest] = value.split(';')
  const { name, value: text } = splitPair(first)
  const attributes = new Map<string, string>()
  for (const attribute of rest) {
    const pair = splitPair(attribute)
    if (pair.name !== '') attributes.set(pair.name.toLowerCase(), pair.value)
  }
  return {
    name,
    value: expandText(text),
    ...lifetimeOf(attributes, Date.parse(at)),
    ...attributesTree(attributes),
  }
}

function splitPair(pair: string): { readonly name: string; readonly value: string } {
  const equals = pair.indexOf('=')
  if (equals < 0) return { name: pair.trim(), value: '' }
  const value = pair.slice(equals + 1).trim()
  return { name: pair.slice(0, equals).trim(), value: value.replace(/^"(.*)"$/, '$1') }
}

function lifetimeOf(attributes: ReadonlyMap<string, string>, at: number): TreeObject {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) {
    return { lifetime: Math.max(0, Number(maxAge)) }
  }
  const expires = attributes.get('expires')
  const end = Date.parse(expires?.replaceAll('-', ' ') ?? '')
  if (expires === undefined || Number.isNaN(end)) return { lifetime: 'session' }
  // Deleted, as everybody writes it; that needs no clock.
  if (end < Date.UTC(2000)) return { lifetime: 0 }
  if (Number.isNaN(at)) return { expires }
  return { lifetime: roundSeconds(Math.max(0, (end - at) / 1000)) }
}

/** Clocks tick between the two times: an hour must not be 3599 seconds once in a while. */
function roundSeconds(seconds: number): number {
  const unit = seconds >= 600 ? 60 : seconds >= 60 ? 5 : 1
  return Math.round(seconds / unit) * unit
}

function attributesTree(attributes: ReadonlyMap<string, string>): TreeObject {
  const members: Array<readonly [string, Tree]> = []
  for (const [name, value] of attributes) {
    if (name === 'max-age' || name === 'expires') continue
    members.push(Object.hasOwn(flags, name) ? [flags[name] as string, true] : named(name, value))
  }
  return Object.fromEntries(members.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function named(name: string, value: string): readonly [string, Tree] {
  if (name === 'samesite') return ['SameSite', capitalize(value.toLowerCase())]
  if (name === 'domain') return ['Domain', value.replace(/^\./, '').toLowerCase()]
  return [capitalize(name), value]
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
