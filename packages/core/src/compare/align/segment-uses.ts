import type { Exchange } from '../exchange.ts'

/** A path that was asked for. */
export interface PathUse {
  /** Host and template up to the segment that is looked at. */
  prefix: string
  /** Decoded. */
  readonly parts: readonly string[]
  /** Positions of the samples that ask for it. */
  readonly samples: Set<number>
  /** Some of the exchanges. */
  readonly exchanges: Exchange[]
}

/** A text that stands at one place of a path. */
export interface SegmentUse {
  readonly text: string
  /** By its form alone. */
  readonly piece: string
  readonly samples: Set<number>
  readonly paths: PathUse[]
}

/**
 * How many texts each of two samples has that the other one lacks: the lesser of both numbers, for the
 * two samples that differ most.
 */
export function exchanged(uses: readonly SegmentUse[]): number {
  const sets = [...new Set(uses.flatMap(({ samples }) => [...samples]))].map((sample) =>
    uses.filter(({ samples }) => samples.has(sample)),
  )
  return Math.max(
    0,
    ...sets.flatMap((one, index) =>
      sets.slice(index + 1).map((other) => Math.min(countNew(one, other), countNew(other, one))),
    ),
  )
}

function countNew(uses: readonly SegmentUse[], known: readonly SegmentUse[]): number {
  const texts = new Set(known)
  return uses.filter((use) => !texts.has(use)).length
}

/** The most of these texts that one sample has. */
export function mostInOneSample(uses: readonly SegmentUse[]): number {
  const counts = new Map<number, number>()
  for (const { samples } of uses) {
    for (const sample of samples) counts.set(sample, (counts.get(sample) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}
