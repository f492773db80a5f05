import type { Tree, TreeObject } from '../tree.ts'
import { type Aliases, isIdName } from './same-scalar.ts'

/** Names repeat in all items of a list. */
const knownNames = new Map<string, number>()
const mostNames = 2000

/** Deeper parts do not count: equal hashes are only a hint that is checked. */
const deepest = 32

/** Of longer texts only both ends count. */
const longestText = 256

/**
 * A 32-bit hash that is equal for values that are the same. Different values may share one by
 * chance, therefore whoever pairs by it compares what it paired.
 *
 * @param aliases - for values before; an empty map for those after
 * @param name - of the member, or of the list that the value is in
 */
export function treeHash(value: Tree, aliases: Aliases, name = '', depth = 0): number {
  if (typeof value === 'string') return textHash(aliased(value, aliases, name) ?? value)
  if (typeof value === 'number' || typeof value === 'bigint') {
    const alias = aliases.size > 0 ? aliased(`${value}`, aliases, name) : undefined
    return numberHash(Number(alias ?? value))
  }
  if (value === null || typeof value === 'boolean') return value === null ? 3 : value ? 5 : 7
  if (depth >= deepest) return 11
  if (Array.isArray(value)) {
    let hash = 13
    for (const item of value) hash = mix(hash ^ treeHash(item, aliases, name, depth + 1))
    return hash
  }
  let hash = 17
  const members = value as TreeObject
  for (const member in members) {
    const part = members[member] as Tree
    const partHash = treeHash(part, aliases, member, depth + 1)
    // A sum, since the order of members does not count.
    hash = (hash + mix(nameHash(aliases.get(member) ?? member) ^ Math.imul(partHash, 31))) | 0
  }
  return hash
}

/** What takes the place of an id; a short number is one only in a member named so. */
function aliased(text: string, aliases: Aliases, name: string): string | undefined {
  const alias = aliases.size > 0 ? aliases.get(text) : undefined
  return alias !== undefined && /^-?\d{1,5}$/.test(text) && !isIdName(name) ? undefined : alias
}

function numberHash(number: number): number {
  return Number.isSafeInteger(number)
    ? mix((number | 0) ^ Math.imul(Math.trunc(number / 2 ** 32), 31))
    : textHash(`${number}`)
}

function textHash(text: string): number {
  let hash = 19 + text.length
  if (text.length <= longestText) {
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619)
    }
    return mix(hash)
  }
  for (let index = 0; index < longestText / 2; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619)
    hash = Math.imul(hash ^ text.charCodeAt(text.length - 1 - index), 16_777_619)
  }
  return mix(hash)
}

function nameHash(name: string): number {
  const known = knownNames.get(name)
  if (known !== undefined) return known
  const hash = textHash(name)
  if (knownNames.size < mostNames) knownNames.set(name, hash)
  return hash
}

/** The last steps of MurmurHash3. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
