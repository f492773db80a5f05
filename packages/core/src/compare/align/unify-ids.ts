import type { Facts } from './facts.ts'
import { groupBy } from '../group-by.ts'
import { valueLikeness } from './likeness.ts'
import { voteByPair } from './match-ids.ts'
import { freeAfter, freeBefore, type Matching } from './matching.ts'
import { areSameSort } from './thing.ts'

/** Opaque values that both sides have are the same thing, whatever else speaks. */
const certain = 1000
/** Numbers that both sides have may be the same thing. */
const likely = 0.5
const mostCombinations = 2500
const allCombinations = 400_000
/** Values that more have say nothing. */
const mostRare = 4

/** Ids that both sides have. */
export function voteForSame({ before, after, votes }: Matching): void {
  const known = keysOf(before)
  for (const key of keysOf(after)) {
    // Keys of opaque values have no domain before the space.
    if (known.has(key)) votes.add(key, key, key.startsWith(' ') ? certain : likely)
  }
}

function keysOf(side: readonly Facts[]): Set<string> {
  const keys = new Set<string>()
  for (const { references, requestDigest, responseDigest } of side) {
    for (const { key } of references) keys.add(key)
    for (const { key } of requestDigest?.ids ?? []) keys.add(key)
    for (const { key } of responseDigest?.ids ?? []) keys.add(key)
  }
  return keys
}

/** What the pairs say that were found since the last time. */
export function voteByPairs(matching: Matching): void {
  for (; matching.voted < matching.pairs.length; matching.voted++) {
    const [before, after] = matching.pairs[matching.voted]!
    voteByPair(before, after, matching.votes.add)
  }
}

/** A request, once for each of the things it can be about. */
interface Topic {
  readonly facts: Facts
  readonly keys: readonly string[]
}

/**
 * What requests say that are the same but for the ids: a thing whose response is the same is probably
 * the same thing; among few things each is a candidate, the more so the more alike the responses are.
 */
export function voteByGroups(matching: Matching): void {
  const befores = groupBy(topicsOf(freeBefore(matching)), ({ facts }) => facts.group)
  const afters = groupBy(topicsOf(freeAfter(matching)), ({ facts }) => facts.group)
  let combinations = allCombinations
  for (const [group, before] of befores) {
    const after = afters.get(group)
    if (!after) continue
    voteByResponses(matching, before, after)
    voteByRareValues(matching, before, after)
    const count = before.length * after.length
    if (count > mostCombinations || count > combinations) continue
    combinations -= count
    voteByLikeness(matching, before, after)
    // Where several things are the same, one that is not is probably another thing.
    if (countSame(before, after) < 2) voteForAll(matching, before, after)
  }
}

function countSame(before: readonly Topic[], after: readonly Topic[]): number {
  const requests = new Set(before.map(({ facts }) => facts.request))
  return after.filter(({ facts }) => requests.has(facts.request)).length
}

function topicsOf(side: readonly Facts[]): Topic[] {
  const topics = new Map<string, Topic>()
  for (const facts of side) {
    if (facts.references.length === 0 || topics.has(facts.request)) continue
    topics.set(facts.request, { facts, keys: facts.references.map(({ key }) => key) })
  }
  return [...topics.values()]
}

function voteByResponses(
  matching: Matching,
  before: readonly Topic[],
  after: readonly Topic[],
): void {
  const afters = groupBy(after.filter(isTelling), ({ facts }) => facts.response)
  for (const [response, alike] of groupBy(
    before.filter(isTelling),
    ({ facts }) => facts.response,
  )) {
    const others = afters.get(response) ?? []
    const count = alike.length * others.length
    if (count > mostCombinations) continue
    for (const one of alike) for (const other of others) vote(matching, one, other, 1 / count)
  }
}

function isTelling({ facts }: Topic): boolean {
  return (facts.responseDigest?.values.length ?? 0) > 0
}

/** Things of which only a few have a value are probably the same ones on both sides. */
function voteByRareValues(
  matching: Matching,
  before: readonly Topic[],
  after: readonly Topic[],
): void {
  const befores = topicsByValue(before)
  for (const [value, others] of topicsByValue(after)) {
    const alike = befores.get(value)
    if (!alike || alike.length * others.length > mostRare) continue
    const weight = 1 / (alike.length * others.length)
    for (const one of alike) for (const other of others) vote(matching, one, other, weight / 4)
  }
}

function topicsByValue(topics: readonly Topic[]): Map<number, Topic[]> {
  const known = new Map<number, Topic[]>()
  for (const topic of topics) {
    for (const value of topic.facts.responseDigest?.values ?? []) {
      const found = known.get(value)
      if (found) found.push(topic)
      else known.set(value, [topic])
    }
  }
  return known
}

/** A response that is more like one than like the others speaks for it, and one that is less, against. */
function voteByLikeness(
  matching: Matching,
  before: readonly Topic[],
  after: readonly Topic[],
): void {
  for (const one of before) {
    const alike = after.map(({ facts }) => valueLikeness(one.facts, facts))
    const average = alike.reduce((sum, share) => sum + share, 0) / alike.length
    for (const [index, other] of after.entries())
      vote(matching, one, other, alike[index]! - average)
  }
}

/** Each may be any, and above all the one that came at the same place. */
function voteForAll(matching: Matching, before: readonly Topic[], after: readonly Topic[]): void {
  const isSameCount = before.length === after.length
  for (const [rank, one] of before.entries()) {
    for (const [place, other] of after.entries()) {
      const bonus = isSameCount && rank === place ? 0.3 / before.length : 0
      vote(matching, one, other, 1 / (before.length * after.length) + bonus)
    }
  }
}

function vote({ votes }: Matching, one: Topic, other: Topic, weight: number): void {
  for (const [index, key] of one.keys.entries()) {
    const name = other.keys[index]!
    if (areSameSort(one.facts.references[index]!, other.facts.references[index]!)) {
      votes.add(key, name, weight)
    }
  }
}

/**
 * Decides by all votes so far.
 *
 * @param least - votes that are needed: 1 is one pair, or a thing without a rival
 */
export function settleAliases(matching: Matching, least: number): void {
  matching.aliases = matching.votes.winners(least, 1.25)
  matching.owners = new Map([...matching.aliases].map(([key, alias]) => [alias, key]))
}

/** Sorts of things of which several keep their ids in the other session, and none changes it. */
export function stableEntities({ aliases, entities }: Matching): ReadonlySet<string> {
  const kept = new Map<string, number>()
  const changed = new Set<string>()
  for (const [key, entity] of entities) {
    const alias = aliases.get(key)
    if (alias === key) kept.set(entity, (kept.get(entity) ?? 0) + 1)
    else if (alias !== undefined) changed.add(entity)
  }
  return new Set(
    [...kept].filter(([name, count]) => count > 1 && !changed.has(name)).map(([name]) => name),
  )
}
