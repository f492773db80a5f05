import type { Facts } from './facts.ts'
import { jaccard } from './hash.ts'
import type { Matching } from './matching.ts'
import { valueOfKey } from './thing.ts'

/** How much two requests have in common, 0 to 1. */
export function requestLikeness(one: Facts, other: Facts): number {
  const query = queryLikeness(one, other)
  if (!one.requestDigest || !other.requestDigest) {
    const isSame = one.exchange.requestContent?.hash === other.exchange.requestContent?.hash
    return query * (isSame ? 1 : one.requestDigest || other.requestDigest ? 0.4 : 0.7)
  }
  const shape = jaccard(one.requestDigest.shape, other.requestDigest.shape)
  const values = jaccard(one.requestDigest.values, other.requestDigest.values)
  return (query * (1 + shape + 2 * values)) / 4
}

/** How much two responses have in common, 0 to 1; 0.5 when neither says anything. */
export function responseLikeness(one: Facts, other: Facts): number {
  const isSameStatus = one.status === other.status
  if (one.response === other.response) return one.exchange.responseContent ? 1 : 0.5
  const status = isSameStatus ? 0.2 : 0
  if (!one.responseDigest || !other.responseDigest) {
    const kind = one.exchange.responseContent?.kind
    return status + (kind !== undefined && kind === other.exchange.responseContent?.kind ? 0.2 : 0)
  }
  return status + 0.3 * shapeLikeness(one, other) + 0.5 * valueLikeness(one, other)
}

/** Share of places that two responses have in common. */
export function shapeLikeness(one: Facts, other: Facts): number {
  return jaccard(one.responseDigest?.shape ?? [], other.responseDigest?.shape ?? [])
}

/** Share of stable values that two responses have in common. */
export function valueLikeness(one: Facts, other: Facts): number {
  return jaccard(one.responseDigest?.values ?? [], other.responseDigest?.values ?? [])
}

function queryLikeness(one: Facts, other: Facts): number {
  if (one.queryNames.length === 0 && other.queryNames.length === 0) return 1
  return (1 + jaccard(one.queryNames, other.queryNames) + 2 * jaccard(one.query, other.query)) / 4
}

/** Whether responses of the same form show that these are different things. */
export function tellsApart(one: Facts, other: Facts): boolean {
  if ((one.responseDigest?.values.length ?? 0) < 3) return false
  return shapeLikeness(one, other) >= 0.7 && valueLikeness(one, other) < 0.2
}

/** Whether responses show that these are the same thing. */
export function tellsSame(one: Facts, other: Facts): boolean {
  const values = one.responseDigest?.values.length ?? 0
  return values >= 2 && valueLikeness(one, other) >= 0.6
}

/**
 * Whether two requests name different things: one of them is known to be somebody else, or things of
 * this sort keep their ids from session to session.
 */
export function nameDifferent(
  matching: Matching,
  stableEntities: ReadonlySet<string>,
  before: Facts,
  after: Facts,
): boolean {
  return before.references.some((reference, index) => {
    const other = after.references[index]
    if (!other || !reference.inUrl || !other.inUrl || reference.entity !== other.entity)
      return false
    if (reference.key === other.key) return false
    const alias = matching.aliases.get(reference.key)
    if (alias !== undefined) return valueOfKey(alias) !== other.value
    const owner = matching.owners.get(other.key)
    if (owner !== undefined) return valueOfKey(owner) !== reference.value
    return stableEntities.has(reference.entity) && !tellsSame(before, after)
  })
}
