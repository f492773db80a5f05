import type { Exchange } from '../exchange.ts'
import type { Facts } from './facts.ts'
import { groupBy } from '../group-by.ts'
import { requestLikeness } from './likeness.ts'
import { parseName } from './parse-name.ts'

/** Of each sort, so many are looked at. */
const mostCandidates = 12
/** Less alike ones are not worth a word. */
const least = 0.4

/** Finds the exchange of a session that is most like one of the other session. */
export type FindNearest = (facts: Facts) => Exchange | undefined

/** @param isPaired - whether an exchange of this session has a partner: those without come first */
export function nearestIn(
  side: readonly Facts[],
  isPaired: (facts: Facts) => boolean,
): FindNearest {
  const sorted = [...side.filter((facts) => !isPaired(facts)), ...side.filter(isPaired)]
  const byEndpoint = groupBy(
    sorted.filter(({ isPreflight }) => !isPreflight),
    ({ endpoint }) => endpoint,
  )
  const similar = keys.map((keyOf) => ({ keyOf, names: groupBy(byEndpoint.keys(), keyOf) }))
  return (facts) => {
    if (facts.isPreflight) return undefined
    const names = similar.flatMap(({ keyOf, names: all }) =>
      (all.get(keyOf(facts.endpoint)) ?? []).slice(0, mostCandidates),
    )
    const candidates = new Set(
      [facts.endpoint, ...names].flatMap((name) =>
        (byEndpoint.get(name) ?? []).slice(0, name === facts.endpoint ? mostCandidates : 2),
      ),
    )
    let best: { readonly score: number; readonly facts: Facts } | undefined
    for (const candidate of candidates) {
      const score = likeness(facts, candidate) + (isPaired(candidate) ? 0 : 0.05)
      if (score >= least && score > (best?.score ?? 0)) best = { score, facts: candidate }
    }
    return best?.facts.exchange
  }
}

/** What endpoints have in common that are alike: the path, its end, its start. */
const keys: ReadonlyArray<(endpoint: string) => string> = [
  (endpoint) => parseName(endpoint).pieces.join('/'),
  (endpoint) => parseName(endpoint).pieces.findLast((piece) => !piece.includes('{')) ?? '',
  (endpoint) => parseName(endpoint).pieces.slice(0, 2).join('/'),
]

function likeness(one: Facts, other: Facts): number {
  const left = parseName(one.endpoint)
  const right = parseName(other.endpoint)
  const common = left.pieces.filter((piece) => right.pieces.includes(piece)).length
  const path = common / Math.max(left.pieces.length, right.pieces.length)
  const same = one.references.filter(({ key }) =>
    other.references.some((reference) => reference.key === key),
  ).length
  return (
    0.45 * path * (left.host === right.host ? 1 : 0.5) +
    0.15 * (left.method === right.method ? 1 : 0) +
    0.2 * requestLikeness(one, other) +
    0.1 * (left.operation === right.operation ? 1 : 0) +
    0.1 * (same / Math.max(1, one.references.length, other.references.length))
  )
}
