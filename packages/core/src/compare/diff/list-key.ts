import { isTreeObject, type Tree } from '../tree.ts'
import type { Aliases } from './same-scalar.ts'

/** The member that identifies the items of a list. */
export interface ListKey {
  /** For instance `id`, or `node.id`. */
  readonly name: string
  /** How sure it is that it is one, 0 to 0.3. */
  readonly weight: number
  /** The share of the smaller side's values that the other side has too, 0 to 1. */
  readonly overlap: number
  /** Of an item: the value as text, or `undefined` when it has none. */
  valueOf(item: Tree): string | undefined
}

/** Items that are looked at to find the members that may be one. */
const sampled = 8
const mostCandidates = 24

/** Longer values identify nothing that people would name. */
const longestValue = 300

/**
 * The member that identifies the items of two lists of objects: one whose values differ from item to
 * item on a side, and of which at least half are on both sides. Names such as `id` and `sku` come
 * before others; when there is none else, one of them with less in common will do.
 */
export function inferListKey(
  before: readonly Tree[],
  after: readonly Tree[],
  aliases: Aliases,
): ListKey | undefined {
  let best: ListKey | undefined
  let bestScore = 0
  for (const candidate of candidatesOf(before, after)) {
    const overlap = overlapOf(candidate, before, after, aliases)
    if (overlap === 0 || (overlap < 0.5 && candidate.weight < 0.3)) continue
    const score = overlap + candidate.weight + (overlap < 0.5 ? 0 : 1)
    if (score > bestScore) {
      best = { ...candidate, overlap }
      bestScore = score
    }
    // The next ones weigh less: none can be better.
    if (overlap === 1) break
  }
  return best
}

/** The text by which two keys are compared: that of the id after. */
export function keyText(key: ListKey, item: Tree, aliases: Aliases): string | undefined {
  const value = key.valueOf(item)
  return value === undefined || aliases.size === 0 ? value : (aliases.get(value) ?? value)
}

function candidatesOf(before: readonly Tree[], after: readonly Tree[]): readonly ListKey[] {
  const names = new Map<string, ListKey>()
  for (const item of [...sampleOf(before), ...sampleOf(after)]) {
    if (!isTreeObject(item)) continue
    for (const name in item) {
      const member = item[name] as Tree
      consider(names, [name], member)
      if (!isTreeObject(member)) continue
      for (const inner in member) consider(names, [name, inner], member[inner] as Tree)
    }
  }
  return [...names.values()]
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, mostCandidates)
}

function sampleOf(items: readonly Tree[]): readonly Tree[] {
  if (items.length <= sampled) return items
  const step = items.length / sampled
  return Array.from({ length: sampled }, (_, index) => items[Math.floor(index * step)] as Tree)
}

function consider(names: Map<string, ListKey>, path: readonly string[], value: Tree): void {
  const name = path.join('.')
  if (names.size >= 4 * mostCandidates || names.has(name)) return
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  if (!isNumber && typeof value !== 'string') return
  const weight = weightOf(path.at(-1) as string) - (path.length > 1 ? 0.04 : 0)
  // A price may differ in all items, and says nothing about which one it is.
  if (isNumber && weight < 0.1) return
  const [first = '', second] = path
  const read = second === undefined ? memberText(first) : nestedText(first, second)
  names.set(name, { name, weight, overlap: 0, valueOf: read })
}

function weightOf(name: string): number {
  if (/^_?(?:id|uuid|guid|key|code|sku|slug|handle|isbn|ean)$/i.test(name)) return 0.3
  if (/(?:[a-z](?:Id|ID|Key|Code)|[_-](?:id|key|code))$/.test(name)) return 0.2
  if (/^@?(?:name|email|user|username|login|title|label|path|href|url|uri|at)$/i.test(name)) {
    return 0.15
  }
  return 0.04
}

function memberText(name: string): (item: Tree) => string | undefined {
  return (item) =>
    isTreeObject(item) && Object.hasOwn(item, name) ? textOf(item[name] as Tree) : undefined
}

function nestedText(name: string, inner: string): (item: Tree) => string | undefined {
  const read = memberText(inner)
  return (item) =>
    isTreeObject(item) && Object.hasOwn(item, name) ? read(item[name] as Tree) : undefined
}

function textOf(value: Tree): string | undefined {
  if (typeof value === 'string') return value.length > longestValue ? undefined : value
  return typeof value === 'number' || typeof value === 'bigint' ? `${value}` : undefined
}

/** The share of the smaller side's keys that the other side has too; 0 when it is no key. */
function overlapOf(
  key: ListKey,
  before: readonly Tree[],
  after: readonly Tree[],
  aliases: Aliases,
): number {
  const ours = distinct(before, (item) => keyText(key, item, aliases))
  const theirs = ours && distinct(after, (item) => key.valueOf(item))
  if (!ours || !theirs) return 0
  // One side may have duplicates: an item that is there twice is a difference, not another key.
  if (!ours.isUnique && !theirs.isUnique) return 0
  let shared = 0
  for (const value of ours.values) if (theirs.values.has(value)) shared++
  return shared / Math.min(ours.values.size, theirs.values.size)
}

function distinct(
  items: readonly Tree[],
  read: (item: Tree) => string | undefined,
): { readonly values: ReadonlySet<string>; readonly isUnique: boolean } | undefined {
  const values = new Set<string>()
  let present = 0
  for (let index = 0; index < items.length; index++) {
    const value = read(items[index] as Tree)
    if (value === undefined) continue
    present++
    values.add(value)
    // Given up early, since most members are no key: many of the values are there again.
    if (present > 16 && values.size * 2 < present) return undefined
  }
  // An item may have lost its key; that is for the comparison of the items to tell.
  if (present === 0 || present < items.length * 0.8 || values.size * 2 < present) return undefined
  return { values, isUnique: values.size === present }
}
