import type { ItemStep } from '../path.ts'
import type { Tree } from '../tree.ts'
import { areInOrder } from './increasing-pairs.ts'
import type { ListKey } from './list-key.ts'
import { type ListPair, pairItems } from './pair-items.ts'
import { sameTree } from './same-tree.ts'
import type { ItemPair, Walk } from './walk.ts'

/** Longer keys are cut in paths. */
const longestKey = 80

/** Compares two lists: what is gone, new, elsewhere, and what differs in the items that stayed. */
export function compareLists(walk: Walk, before: readonly Tree[], after: readonly Tree[]): void {
  const { aliases } = walk
  const name = walk.path.findLast((step): step is string => typeof step === 'string') ?? ''
  const isSame = (one: number, other: number): boolean =>
    sameTree(before[one] as Tree, after[other] as Tree, aliases, name)
  const shortest = Math.min(before.length, after.length)
  let start = 0
  while (start < shortest && isSame(start, start)) start++
  if (start === before.length && start === after.length) return
  let end = 0
  while (end < shortest - start && isSame(before.length - 1 - end, after.length - 1 - end)) end++
  const lists = { before, after, start, end, aliases, name }
  const { pairs, key } = pairItems(lists)
  if (!areInOrder(pairs)) walk.add({ kind: 'reordered', before, after })
  addUnpaired(walk, lists, pairs, key)
  compareItems(walk, lists, pairs, key)
}

function addUnpaired(
  walk: Walk,
  { before, after, start, end }: ListPair,
  pairs: readonly ItemPair[],
  key: ListKey | undefined,
): void {
  const middle = Math.max(before.length, after.length) - start - end
  if (before.length === after.length && pairs.length === middle) return
  const ours = new Set(pairs.map(([one]) => one))
  for (let index = start; index < before.length - end && !walk.isFull(); index++) {
    if (ours.has(index)) continue
    const item = before[index] as Tree
    walk.add({ kind: 'item-removed', before: item }, stepOf(index, item, key))
  }
  const theirs = new Set(pairs.map(([, other]) => other))
  for (let index = start; index < after.length - end && !walk.isFull(); index++) {
    if (theirs.has(index)) continue
    const item = after[index] as Tree
    walk.add({ kind: 'item-added', after: item }, stepOf(index, item, key))
  }
}

function compareItems(
  walk: Walk,
  { before, after, start, end }: ListPair,
  pairs: readonly ItemPair[],
  key: ListKey | undefined,
): void {
  const outer = walk.list
  const depth = walk.path.length + 1
  walk.list = { before, after, pairs, start, end, depth, renames: new Map() }
  for (const [one, other] of pairs) {
    if (walk.isFull()) break
    const item = before[one] as Tree
    walk.compareAt(stepOf(one, item, key), item, after[other] as Tree)
  }
  walk.list = outer
}

function stepOf(index: number, item: Tree, key: ListKey | undefined): ItemStep {
  const value = key?.valueOf(item)
  if (!key || value === undefined) return { index }
  const text = value.length > longestKey ? `${value.slice(0, longestKey)}…` : value
  return { index, key: `${key.name}=${text}` }
}
