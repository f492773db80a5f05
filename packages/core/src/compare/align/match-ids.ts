import type { IdLeaf } from './digest.ts'
import type { Facts } from './facts.ts'
import { groupBy } from '../group-by.ts'
import { mix } from './hash.ts'
import { areSameSort } from './thing.ts'

/** Says that one thing seems to be another one. */
export type Vote = (before: string, after: string, weight: number) => void

/** More of the same description say nothing about each other. */
const mostAlike = 12

/** Holds the ids that two exchanges name against each other: in the request, and in both bodies. */
export function voteByPair(before: Facts, after: Facts, vote: Vote): void {
  if (before.references.length === after.references.length) {
    for (const [index, reference] of before.references.entries()) {
      const other = after.references[index]!
      if (areSameSort(reference, other)) vote(reference.key, other.key, 1)
    }
  }
  matchIds(before.requestDigest?.ids ?? [], after.requestDigest?.ids ?? [], vote)
  matchIds(before.responseDigest?.ids ?? [], after.responseDigest?.ids ?? [], vote)
}

/**
 * Ids at the same place whose neighbours are equal belong together; of the others those at the same
 * place, one after the other, if there are as many.
 */
function matchIds(before: readonly IdLeaf[], after: readonly IdLeaf[], vote: Vote): void {
  if (before.length === 0 || after.length === 0) return
  const restBefore: IdLeaf[] = []
  const used = new Set<number>()
  const afters = groupBy(after, described)
  for (const [key, group] of groupBy(before, described)) {
    const others = afters.get(key)
    if (others) {
      used.add(key)
      voteAmong(group, others, 1, vote)
    } else restBefore.push(...group)
  }
  const restAfter = groupBy(
    after.filter((leaf) => !used.has(described(leaf))),
    ({ place }) => place,
  )
  for (const [place, group] of groupBy(restBefore, (leaf) => leaf.place)) {
    voteAmong(group, restAfter.get(place) ?? [], 0.5, vote)
  }
}

function described({ place, context }: IdLeaf): number {
  return mix(place, context)
}

function voteAmong(
  before: readonly IdLeaf[],
  after: readonly IdLeaf[],
  weight: number,
  vote: Vote,
): void {
  if (before.length === after.length) {
    for (const [index, leaf] of before.entries()) {
      voteFor(leaf, after[index]!, weight / before.length, vote)
    }
  } else if (before.length <= mostAlike && after.length <= mostAlike) {
    const share = weight / Math.max(1, before.length * after.length)
    for (const leaf of before) for (const other of after) voteFor(leaf, other, share, vote)
  }
}

function voteFor(leaf: IdLeaf, other: IdLeaf, weight: number, vote: Vote): void {
  if (areSameSort(leaf, other)) vote(leaf.key, other.key, weight)
}
