import { type Facts, groupOf } from './facts.ts'
import { jaccard } from './hash.ts'
import { nameDifferent, shapeLikeness, valueLikeness } from './likeness.ts'
import { freeAfter, freeBefore, type Matching, pair } from './matching.ts'
import type { Step } from './pair-steps.ts'
import { type NameParts, parseName } from './parse-name.ts'
import { stableEntities } from './unify-ids.ts'

/** Exchanges of each side that are held against each other one by one. */
const most = 500
/** Smaller files are too often the same by chance: pixels, empty pages. */
const smallestFile = 64

/**
 * Takes steps as if all versions of a path were one endpoint: `/api/orders` and `/api/v2/orders`, as
 * far as the other session does not have them both.
 */
export function acrossVersions(steps: readonly Step[]): Step {
  return {
    name: `${steps.map(({ name }) => name).join(', ')}, at another version`,
    run(matching) {
      const { before, after } = matching
      const known = new Set(before.map(({ endpoint }) => endpoint))
      const knownAfter = new Set(after.map(({ endpoint }) => endpoint))
      // Only these: what others say about each other has been heard.
      matching.before = before
        .filter(({ endpoint }) => !knownAfter.has(endpoint))
        .map((facts) => versionless(facts))
      matching.after = after
        .filter(({ endpoint }) => !known.has(endpoint))
        .map((facts) => versionless(facts))
      for (const step of steps) step.run(matching)
      matching.before = before
      matching.after = after
    },
  }
}

function versionless(facts: Facts): Facts {
  const { method, host, pieces, operation } = parseName(facts.endpoint)
  const rest = withoutVersions(pieces)
  if (rest.length === 0) return facts
  // A page is no new version of data.
  const kind = facts.exchange.responseContent?.kind ?? 'none'
  const endpoint = `${method} ${host}/${rest.join('/')} ${operation} ${kind}`
  return { ...facts, endpoint, group: groupOf(endpoint, facts.form) }
}

function withoutVersions(pieces: readonly string[]): string[] {
  return pieces.filter((piece) => piece !== '' && !/^(api|rest|v?\d+(\.\d+)?)$/i.test(piece))
}

interface Candidate {
  readonly before: Facts
  readonly after: Facts
  readonly score: number
}

/**
 * Pairs requests that are at another endpoint now. Only strong evidence counts: the same path with
 * another method and the same data, or the same response from a similar path.
 */
export function pairMoved(matching: Matching): void {
  const stable = stableEntities(matching)
  const befores = freeBefore(matching).slice(0, most).map(withName)
  const afters = freeAfter(matching).slice(0, most).map(withName)
  const candidates: Candidate[] = []
  const isOwn = ownResponses([...matching.before, ...matching.after])
  const left = endpointsOf(matching.before)
  const right = endpointsOf(matching.after)
  for (const before of befores) {
    for (const after of afters) {
      // An endpoint that is asked on both sides has not moved.
      const isReplaced = !right.has(before.facts.endpoint) && !left.has(after.facts.endpoint)
      const score = evidence(before, after, isOwn, isReplaced)
      if (score <= 0 || nameDifferent(matching, stable, before.facts, after.facts)) continue
      candidates.push({ before: before.facts, after: after.facts, score })
    }
  }
  // Stable: of equals, the earlier ones.
  for (const { before, after } of candidates.toSorted((one, other) => other.score - one.score)) {
    if (matching.partners.has(before.index) || matching.partnersAfter.has(after.index)) continue
    pair(matching, before, after)
  }
}

function endpointsOf(side: readonly Facts[]): Set<string> {
  return new Set(side.map(({ endpoint }) => endpoint))
}

/** Whether no other endpoint has this response: `{ "ok": true }` says nothing about where it is from. */
function ownResponses(all: readonly Facts[]): (facts: Facts) => boolean {
  const endpoints = new Map<number, Set<string>>()
  for (const { response, endpoint } of all) {
    const names = endpoints.get(response) ?? new Set()
    endpoints.set(response, names.add(endpoint))
  }
  return ({ response }) => endpoints.get(response)!.size <= 2
}

interface Named {
  readonly facts: Facts
  readonly name: NameParts
}

function withName(facts: Facts): Named {
  return { facts, name: parseName(facts.endpoint) }
}

/** 0 when two requests have nothing to do with each other. */
function evidence(
  before: Named,
  after: Named,
  isOwn: (facts: Facts) => boolean,
  isReplaced: boolean,
): number {
  const path = pathLikeness(before.name.pieces, after.name.pieces)
  if (before.name.method !== after.name.method) return methodEvidence(before, after, path)
  const one = before.facts
  const other = after.facts
  // Errors look alike wherever they come from.
  if (one.status >= 400 || other.status >= 400) return 0
  if (before.name.operation === '' && after.name.operation === '' && isSameFile(one, other)) {
    return isOwn(one) && isOwn(other) ? 2 + path : 0
  }
  const places = Math.min(
    one.responseDigest?.shape.length ?? 0,
    other.responseDigest?.shape.length ?? 0,
  )
  if (places < 3) return sameRequest(one, other, path)
  const shape = shapeLikeness(one, other)
  const values = valueLikeness(one, other)
  const telling = one.responseDigest?.values.length ?? 0
  const isTelling = telling >= 3 && isOwn(one) && isOwn(other)
  if (isTelling && shape >= 0.8 && values >= 0.8) return 1 + path + values
  const isLikely = isReplaced && shape >= 0.8 && places >= 4 && path >= 0.5
  if (isLikely && (values >= 0.2 || isSameEnd(before, after))) return shape + path + values
  return 0
}

function isSameEnd(before: Named, after: Named): boolean {
  return before.name.pieces.at(-1) === after.name.pieces.at(-1)
}

const writes: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** The same path with another method: `POST` for `PUT`, or for a `GET` with the same response. */
function methodEvidence(before: Named, after: Named, path: number): number {
  if (path < 1 || before.name.operation !== after.name.operation) return 0
  const shape = shapeLikeness(before.facts, after.facts)
  const isTelling = (before.facts.responseDigest?.shape.length ?? 0) >= 3
  if (isTelling && shape >= 0.7 && before.name.method !== 'DELETE') return 1 + shape
  if (!writes.has(before.name.method) || !writes.has(after.name.method)) return 0
  const one = before.facts.requestDigest
  const other = after.facts.requestDigest
  if (!one && !other) return 0.8
  return one && other && jaccard(one.shape, other.shape) >= 0.5 ? 1 : 0
}

/** Little came back, but what was sent is the same, to a path with the same end. */
function sameRequest(one: Facts, other: Facts, path: number): number {
  if (!one.requestDigest || !other.requestDigest || path < 0.5) return 0
  if (one.requestDigest.shape.length < 3) return 0
  const shape = jaccard(one.requestDigest.shape, other.requestDigest.shape)
  const values = jaccard(one.requestDigest.values, other.requestDigest.values)
  return shape >= 0.8 && values >= 0.5 ? 0.5 + path : 0
}

function isSameFile(one: Facts, other: Facts): boolean {
  const content = one.exchange.responseContent
  const isFile = !one.responseDigest && content !== undefined && content.size >= smallestFile
  return isFile && one.response === other.response
}

/** Share of the pieces, without versions, that two paths have in common at their end or start. */
function pathLikeness(one: readonly string[], other: readonly string[]): number {
  const left = withoutVersions(one)
  const right = withoutVersions(other)
  const longest = Math.max(left.length, right.length)
  if (longest === 0) return 1
  let end = 0
  while (end < left.length && end < right.length && left.at(-1 - end) === right.at(-1 - end)) end++
  let start = 0
  while (start < left.length && start < right.length && left[start] === right[start]) start++
  return Math.min(1, Math.min(start + end, left.length, right.length) / longest)
}
