import { groupBy } from '../group-by.ts'
import type { Sized } from './sized.ts'

/** What responses before were like, all together. */
export interface SizeReference {
  /** Those of the first session. */
  readonly first: readonly Sized[]
  /** Largest, in bytes; undefined when not known. */
  readonly decoded: number | undefined
  readonly wire: number
  /** By what share of the largest the largest of each session differ; 0 of one session. */
  readonly range: number
  /** Largest on the wire, by content codings. */
  readonly wireOf: ReadonlyMap<string, number>
  /** Whether all that are worth it were compressed. */
  readonly isCompressed: boolean
}

/** Smaller responses are often left as they are: there is nothing to gain. */
export const worthCompressing = 256

/**
 * Finds what the size of a response of an endpoint is to be measured by: responses before to the same
 * request, where there is one in every session, else all of the endpoint.
 *
 * @param samples - responses of the endpoint, by session of before
 */
export function sizeReferences(
  samples: ReadonlyArray<readonly Sized[]>,
): (after: Sized) => SizeReference {
  const byKey = samples.map((sample) => groupBy(sample, ({ key }) => key))
  const all = referenceOf(samples)
  const known = new Map<string, SizeReference>()
  return ({ key }) => {
    const same = byKey.map((groups) => groups.get(key) ?? [])
    if (!same.every((sample) => sample.length > 0)) return all
    const reference = known.get(key) ?? referenceOf(same)
    known.set(key, reference)
    return reference
  }
}

function referenceOf(samples: ReadonlyArray<readonly Sized[]>): SizeReference {
  const wireOf = new Map<string, number>()
  let decoded: number | undefined
  let isCoded = false
  let isPlain = false
  for (const sized of samples.flat()) {
    if (sized.decoded !== undefined) decoded = Math.max(decoded ?? 0, sized.decoded)
    wireOf.set(sized.codings, Math.max(wireOf.get(sized.codings) ?? 0, sized.wire))
    if (sized.codings !== '') isCoded = true
    else if ((sized.decoded ?? 0) >= worthCompressing) isPlain = true
  }
  const wire = [...wireOf.values()].reduce((most, size) => Math.max(most, size), 0)
  const first = samples[0] ?? []
  return {
    first,
    decoded,
    wire,
    range: rangeOf(samples),
    wireOf,
    isCompressed: isCoded && !isPlain,
  }
}

function rangeOf(samples: ReadonlyArray<readonly Sized[]>): number {
  const largest = samples
    .filter((sample) => sample.length > 0)
    .map((sample) => sample.reduce((most, { decoded, wire }) => Math.max(most, decoded ?? wire), 0))
  const most = Math.max(0, ...largest)
  return most === 0 ? 0 : (most - Math.min(...largest)) / most
}
