import { isTreeObject, type Tree } from '../tree.ts'
import { inferListKey, keyText, type ListKey } from './list-key.ts'
import { pairAlike } from './pair-alike.ts'
import { type GapRule, pairGaps } from './pair-gaps.ts'
import { pairKeys } from './pair-keys.ts'
import { pairTokens } from './pair-tokens.ts'
import type { Aliases } from './same-scalar.ts'
import { sameTree } from './same-tree.ts'
import { similarity } from './similarity.ts'
import { treeHash } from './tree-hash.ts'
import type { ItemPair } from './walk.ts'

/** Two lists, and the part in the middle in which they differ. */
export interface ListPair {
  readonly before: readonly Tree[]
  readonly after: readonly Tree[]
  /** Equal items at the beginning. */
  readonly start: number
  /** Equal items at the end. */
  readonly end: number
  readonly aliases: Aliases
  /** Of the member that the lists are the value of. */
  readonly name: string
}

/** What belongs together in the middle of two lists. */
export interface Pairing {
  /** In the order of before. */
  readonly pairs: readonly ItemPair[]
  readonly key?: ListKey
}

/** Pairs the items of two lists: by key, else by content, and what is left by likeness and position. */
export function pairItems(lists: ListPair): Pairing {
  const { before, after, aliases } = lists
  const areObjects = isTreeObject(before[lists.start]) || isTreeObject(after[lists.start])
  const key = areObjects ? inferListKey(before, after, aliases) : undefined
  if (key && !isMisleading(lists, key)) return { pairs: byKey(lists, key), key }
  return { pairs: byContent(lists) }
}

function byKey(lists: ListPair, key: ListKey): readonly ItemPair[] {
  const { aliases } = lists
  const { ours, theirs } = middleOf(lists)
  const pairs = pairKeys(
    ours.map((item) => keyText(key, item, aliases)),
    theirs.map((item) => key.valueOf(item)),
    (one, other) => sameTree(ours[one] as Tree, theirs[other] as Tree, aliases),
  )
  // With another key it is the same item only when nearly everything else is the same.
  const least = key.weight >= 0.2 ? 0.75 : 0.5
  return withRest(lists, pairs, { least, byPosition: false, without: key.name })
}

function byContent(lists: ListPair): readonly ItemPair[] {
  const { aliases, name } = lists
  const { ours, theirs } = middleOf(lists)
  const pairs = pairTokens(
    Int32Array.from(ours, (item) => treeHash(item, aliases, name)),
    Int32Array.from(theirs, (item) => treeHash(item, noAliases, name)),
  )
  // In long lists, different items share a hash by chance.
  const same = pairs.filter(([one, other]) =>
    sameTree(ours[one] as Tree, theirs[other] as Tree, aliases, name),
  )
  return withRest(lists, same, { least: 0.3, byPosition: true })
}

const noAliases: Aliases = new Map()

function middleOf({ before, after, start, end }: ListPair): {
  readonly ours: readonly Tree[]
  readonly theirs: readonly Tree[]
} {
  return {
    ours: before.slice(start, before.length - end),
    theirs: after.slice(start, after.length - end),
  }
}

interface RestRule extends Pick<GapRule, 'least' | 'byPosition'> {
  /** The member that does not count. */
  readonly without?: string
}

/** The pairs, and those of what they left over, as positions in the whole lists. */
function withRest(
  lists: ListPair,
  pairs: readonly ItemPair[],
  { without, ...rule }: RestRule,
): readonly ItemPair[] {
  const { ours, theirs } = middleOf(lists)
  const alike = (one: number, other: number): number =>
    similarity(ours[one] as Tree, theirs[other] as Tree, lists.aliases, without)
  const inGaps = pairGaps(pairs, ours.length, theirs.length, { ...rule, similarity: alike })
  const near = [...pairs, ...inGaps]
  const hasParts = typeof ours[0] === 'object' && ours[0] !== null
  const far = hasParts ? pairAlike(near, ours.length, theirs.length, alike) : []
  const all = inGaps.length + far.length === 0 ? pairs : inOrder([...near, ...far])
  const { start } = lists
  return start === 0 ? all : all.map(([one, other]) => [one + start, other + start] as const)
}

function inOrder(pairs: readonly ItemPair[]): readonly ItemPair[] {
  return pairs.toSorted(([one], [other]) => one - other)
}

/** Pairs that are looked at to see whether a key misleads. */
const sampled = 16

/**
 * Whether items with equal keys have too little in common. Numbers that were given anew overlap by
 * chance, 1 to 10 with 4 to 13: then those at equal positions are more alike. And where few keys are
 * on both sides, what they identify must be the same.
 */
function isMisleading({ before, after, aliases }: ListPair, key: ListKey): boolean {
  const positions = new Map<string, number>()
  for (let index = 0; index < after.length; index++) {
    const value = key.valueOf(after[index] as Tree)
    if (value !== undefined) positions.set(value, index)
  }
  const alike = (one: number, other: number): number =>
    similarity(before[one] as Tree, after[other] as Tree, aliases, key.name)
  const step = key.overlap < 0.5 ? 1 : Math.max(1, Math.floor(before.length / sampled))
  let withKey = 0
  let inPlace = 0
  let looked = 0
  for (let index = 0; index < before.length && looked < sampled; index += step) {
    const other = positions.get(keyText(key, before[index] as Tree, aliases) ?? '')
    if (other === undefined) continue
    withKey += alike(index, other)
    inPlace += index < after.length ? alike(index, index) : 0
    looked++
  }
  if (key.overlap < 0.5 && withKey < looked * 0.8) return true
  return before.length === after.length && looked > 1 && inPlace - withKey > looked * 0.3
}
