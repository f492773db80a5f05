import type { Tree } from '../tree.ts'
import { groupByName } from './group-by-name.ts'
import { splitOutside } from './header-parameters.ts'

/** Directives by name: `{ 'max-age': 60, public: true }` (RFC 9111 §5.2). */
export function cacheControlTree(value: string): Tree {
  return directives(splitOutside(value, ','))
}

/** `{ 'max-age': 31536000, includesubdomains: true }` (RFC 6797 §6.1). */
export function strictTransportTree(value: string): Tree {
  return directives(splitOutside(value, ';'))
}

function directives(items: readonly string[]): Tree {
  return groupByName(items.map((item) => directive(item)))
}

function directive(item: string): readonly [string, Tree] {
  const equals = item.indexOf('=')
  if (equals < 0) return [item.toLowerCase(), true]
  const name = item.slice(0, equals).trim().toLowerCase()
  const text = item
    .slice(equals + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1')
  return [name, /^\d{1,15}$/.test(text) ? Number(text) : text]
}
