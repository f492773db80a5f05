import { groupBy } from '../group-by.ts'
import type { Facts } from './facts.ts'
import { explainValues } from './loose-values.ts'
import { valueLikeness } from './likeness.ts'
import { joinFree, type Matching, withReferences } from './matching.ts'
import { orderHint } from './order-hint.ts'
import { type Judge, pairBest } from './pair-best.ts'
import { pairRuns } from './pair-runs.ts'
import {
  settleAliases,
  stableEntities,
  voteByGroups,
  voteByPairs,
  voteForSame,
} from './unify-ids.ts'

/** Cells of all tables together. */
const allCells = 1_000_000
const mostRounds = 5
/** Votes for an id: as many as one pair gives, or as the order alone does not. */
const certain = 0.95
const likely = 0.45

/** A step of the alignment: it pairs some of those that are free. */
export interface Step {
  readonly name: string
  run(matching: Matching): void
}

/** What is known before the first pair. */
export const firstStep: Step = { name: 'ids that both have', run: voteForSame }

/** What pairs exchanges of the same endpoint beyond doubt. */
export const sureSteps: readonly Step[] = [
  { name: 'requests without ids', run: pairPlain },
  { name: 'ids by votes', run: vote },
  { name: 'requests whose ids are certain', run: (matching) => pairKnown(matching, certain) },
  { name: 'requests whose ids are likely', run: (matching) => pairKnown(matching, likely) },
]

/** What pairs the others of the same endpoint, by likeness. */
export const likelySteps: readonly Step[] = [
  { name: 'requests with new ids', run: pairUnknown },
  { name: 'requests that changed', run: pairChanged },
]

function pairPlain(matching: Matching): void {
  const key = withReferences(
    matching,
    (facts) => (facts.references.length === 0 ? facts.group : undefined),
    { known: true },
  )
  for (const [before, after] of joinFree(matching, key)) pairRuns(matching, before, after)
}

function vote(matching: Matching): void {
  voteByPairs(matching)
  voteByGroups(matching)
}

/** Pairs say more about ids, which makes more pairs. */
function pairKnown(matching: Matching, least: number): void {
  for (let round = 0; round < mostRounds; round++) {
    voteByPairs(matching)
    settleAliases(matching, least)
    const key = withReferences(matching, groupName, { known: true })
    const found = joinFree(matching, key)
    for (const [before, after] of found) pairRuns(matching, before, after)
    if (found.length === 0) break
  }
}

/**
 * First those without a rival: they say more about the ids of others. Then those whose responses
 * agree, then the others by likeness and order.
 */
function pairUnknown(matching: Matching): void {
  for (let round = 0; round < mostRounds; round++) {
    const judge = judgeOf(matching)
    const found = joinFree(matching, withReferences(matching, groupName, { known: false })).filter(
      ([before, after]) => before.length === 1 && after.length === 1,
    )
    for (const [before, after] of found) pairBest(matching, before, after, judge)
    if (!learnFromPairs(matching)) break
  }
  for (const nameOf of [answerName, groupName]) {
    const judge = judgeOf(matching)
    const key = withReferences(matching, nameOf, { known: false })
    for (const [before, after] of joinFree(matching, key)) pairBest(matching, before, after, judge)
    learnFromPairs(matching)
  }
}

/** Whether there were new pairs. */
function learnFromPairs(matching: Matching): boolean {
  if (matching.voted === matching.pairs.length) return false
  pairKnown(matching, likely)
  return true
}

function groupName({ group }: Facts): string {
  return group
}

/** Only where the response says something. */
function answerName({ group, response, responseDigest }: Facts): string | undefined {
  return (responseDigest?.values.length ?? 0) > 1 ? `${group}\n${response}` : undefined
}

/** Other parameters or another body: the same things first, then the most alike. */
function pairChanged(matching: Matching): void {
  const judge = judgeOf(matching)
  const key = withReferences(
    matching,
    ({ endpoint, references }) => (references.length > 0 ? endpoint : undefined),
    { known: true },
  )
  for (const [before, after] of joinFree(matching, key)) pairBest(matching, before, after, judge)
  const rest = { before: endpointOf, after: endpointOf }
  for (const [before, after] of joinFree(matching, rest)) pairBest(matching, before, after, judge)
}

function endpointOf({ endpoint }: Facts): string {
  return endpoint
}

function judgeOf(matching: Matching): Judge {
  let groups: ReadonlyMap<string, ReadonlyArray<readonly [Facts, Facts]>> | undefined
  const known = new Map<string, boolean>()
  return {
    order: orderHint(matching),
    explain: explainValues(matching),
    stable: stableEntities(matching),
    cells: allCells,
    isFaithful(group) {
      groups ??= groupBy(matching.pairs, ([before]) => before.group)
      const found = known.get(group) ?? isFaithful(groups.get(group) ?? [])
      known.set(group, found)
      return found
    },
  }
}

/** Whether most pairs of a group have the same values in their responses. */
function isFaithful(pairs: ReadonlyArray<readonly [Facts, Facts]>): boolean {
  const alike = pairs
    .slice(0, 20)
    .map(([before, after]) => valueLikeness(before, after))
    .toSorted((one, other) => one - other)
  return (alike[Math.floor(alike.length / 2)] ?? 0) >= 0.6
}
