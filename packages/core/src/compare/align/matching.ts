import { groupBy } from '../group-by.ts'
import type { Facts, Reference } from './facts.ts'
import { openVotes, type Votes } from './votes.ts'

/** What is known so far of who belongs to whom; the steps of the alignment fill it. */
export interface Matching {
  before: readonly Facts[]
  after: readonly Facts[]
  /** By position before: the partner. */
  readonly partners: Map<number, Facts>
  /** By position after: the partner. */
  readonly partnersAfter: Map<number, Facts>
  readonly votes: Votes
  /** Keys of references before to those after. */
  aliases: ReadonlyMap<string, string>
  /** The other way round. */
  owners: ReadonlyMap<string, string>
  /** By key of a reference before: what sort of thing it is. */
  readonly entities: ReadonlyMap<string, string>
  /** Pairs that have voted. */
  voted: number
  /** In the order in which they were found. */
  readonly pairs: Array<readonly [before: Facts, after: Facts]>
}

/** Nobody belongs to anybody yet. */
export function openMatching(before: readonly Facts[], after: readonly Facts[]): Matching {
  return {
    before,
    after,
    partners: new Map(),
    partnersAfter: new Map(),
    votes: openVotes(),
    aliases: new Map(),
    owners: new Map(),
    entities: entitiesOf(before),
    voted: 0,
    pairs: [],
  }
}

function entitiesOf(side: readonly Facts[]): Map<string, string> {
  const entities = new Map<string, string>()
  for (const { references } of side) {
    for (const { key, entity } of references) entities.set(key, entity)
  }
  return entities
}

/** Makes two exchanges a pair. */
export function pair(matching: Matching, before: Facts, after: Facts): void {
  matching.partners.set(before.index, after)
  matching.partnersAfter.set(after.index, before)
  matching.pairs.push([before, after])
}

/** Exchanges before without a partner; preflights go with their requests. */
export function freeBefore(matching: Matching): Facts[] {
  return matching.before.filter(
    ({ index, isPreflight }) => !isPreflight && !matching.partners.has(index),
  )
}

/** Exchanges after without a partner; preflights go with their requests. */
export function freeAfter(matching: Matching): Facts[] {
  return matching.after.filter(
    ({ index, isPreflight }) => !isPreflight && !matching.partnersAfter.has(index),
  )
}

/** What exchanges are grouped by; `undefined` leaves one out. */
export interface JoinKey {
  readonly before: (facts: Facts) => string | undefined
  readonly after: (facts: Facts) => string | undefined
}

/** Free exchanges of both sides with equal keys. */
export function joinFree(
  matching: Matching,
  key: JoinKey,
): Array<readonly [before: Facts[], after: Facts[]]> {
  const befores = groupBy(freeBefore(matching), key.before)
  const afters = groupBy(freeAfter(matching), key.after)
  return [...befores].flatMap(([name, before]) => {
    const after = name === undefined ? undefined : afters.get(name)
    return after ? [[before, after] as const] : []
  })
}

/** Stands for a reference whose partner is not known. */
const unknown = '?'

/** References before as they are called after. */
export function translated(matching: Matching, references: readonly Reference[]): string[] {
  return references.map(({ key }) => matching.aliases.get(key) ?? unknown)
}

/** References after, as far as they are somebody's alias. */
export function recognised(matching: Matching, references: readonly Reference[]): string[] {
  return references.map(({ key }) => (matching.owners.has(key) ? key : unknown))
}

/** Groups by a text of each exchange and the things it names. */
export function withReferences(
  matching: Matching,
  textOf: (facts: Facts) => string | undefined,
  options: { readonly known: boolean },
): JoinKey {
  function key(facts: Facts, keys: readonly string[]): string | undefined {
    const text = textOf(facts)
    if (text === undefined || (options.known && keys.includes(unknown))) return undefined
    return keys.length === 0 ? text : `${text}\n${keys.join('\n')}`
  }
  return {
    before: (facts) => key(facts, translated(matching, facts.references)),
    after: (facts) => key(facts, recognised(matching, facts.references)),
  }
}
