import { getHeader } from '../../entry/headers.ts'
import type { SizeOptions } from '../comparison-options.ts'
import {
  byEndpoint,
  type Measurement,
  type MeasureInput,
  type NamedExchange,
  numbersOf,
} from './measurement.ts'
import { sizeReferences, type SizeReference, worthCompressing } from './size-reference.ts'
import { acceptsCoding, type Sized, sizedOf } from './sized.ts'

/**
 * Finds responses that grew beyond the budget, decoded or on the wire, and those that are no longer
 * compressed. Measured by the largest in any session of before, of the same URL and request body
 * where there is one in every session, else of the endpoint; sessions of before that differ in size
 * leave as much more room.
 */
export function measureSizes(input: MeasureInput, options: SizeOptions = {}): Measurement[] {
  const budget = {
    maxGrowth: shareOf(options.maxGrowth ?? '10%'),
    minBytes: options.minBytes ?? 2048,
  }
  const samples = input.samples.map(byEndpoint)
  return [...byEndpoint(input.after)].flatMap(([endpoint, exchanges]) => {
    const referenceOf = sizeReferences(samples.map((groups) => sizesOf(groups.get(endpoint) ?? [])))
    const compared = sizesOf(exchanges).map((after) =>
      compareSize(after, referenceOf(after), budget),
    )
    return [
      ...fold(
        'size.larger',
        endpoint,
        compared.flatMap(({ larger }) => larger ?? []),
      ),
      ...fold(
        'size.compression-lost',
        endpoint,
        compared.flatMap(({ plain }) => plain ?? []),
      ),
    ]
  })
}

interface Budget {
  /** Share. */
  readonly maxGrowth: number
  /** Bytes. */
  readonly minBytes: number
}

/** Two sizes in bytes, and whose they are. */
interface Growth {
  readonly after: Sized
  readonly reference: SizeReference
  readonly unit: 'decoded' | 'on the wire'
  readonly from: number
  readonly to: number
}

interface SizeComparison {
  readonly larger?: Growth
  readonly plain?: Growth
}

function compareSize(after: Sized, reference: SizeReference, budget: Budget): SizeComparison {
  const sizes = [
    { unit: 'decoded' as const, from: reference.decoded, to: after.decoded },
    // Another coding gives other sizes on the wire, and is no growth of what was asked for.
    { unit: 'on the wire' as const, from: reference.wireOf.get(after.codings), to: after.wire },
  ]
  const [worst] = sizes
    .flatMap(({ from, to, unit }): Growth[] => {
      if (from === undefined || to === undefined || !isOver(from, to, reference.range, budget))
        return []
      return [{ after, reference, unit, from, to }]
    })
    .toSorted((one, other) => other.to / other.from - one.to / one.from)
  const plain = {
    after,
    reference,
    unit: 'on the wire',
    from: reference.wire,
    to: after.wire,
  } as const
  return {
    ...(worst && { larger: worst }),
    ...(isCompressionLost(after, reference) && { plain }),
  }
}

function isOver(from: number, to: number, range: number, budget: Budget): boolean {
  // What sessions of before differ by anyway is no growth.
  const limit = from * (1 + range)
  // A body where there was none is reported as that.
  return from > 0 && to - limit > budget.minBytes && to > limit * (1 + budget.maxGrowth)
}

function isCompressionLost(after: Sized, reference: SizeReference): boolean {
  return (
    reference.isCompressed &&
    after.codings === '' &&
    (after.decoded ?? 0) >= worthCompressing &&
    (acceptsCoding(after.named.exchange) || saysNothing(after, reference))
  )
}

/** A client that never said what it accepts, as in files of some tools, is not what changed. */
function saysNothing(after: Sized, { first }: SizeReference): boolean {
  return [after, ...first].every(
    ({ named }) => getHeader(named.exchange.entry.request.headers, 'accept-encoding') === undefined,
  )
}

/** One for each endpoint, with the sizes of the one that grew most. */
function fold(
  rule: 'size.larger' | 'size.compression-lost',
  endpoint: string,
  found: readonly Growth[],
): Measurement[] {
  const [worst] = found.toSorted((one, other) => other.to - other.from - (one.to - one.from))
  if (!worst) return []
  const afterEntries = numbersOf(found.map(({ after }) => after.named))
  const references = [...new Set(found.map(({ reference }) => reference))]
  const before = new Set(references.flatMap(({ first }) => first.map(({ named }) => named)))
  const { from, to, unit } = worst
  const sizes = `${from} bytes before, ${to} bytes after`
  const message =
    rule === 'size.larger'
      ? `The response is ${(to / from).toFixed(1)} times as large (${unit}: ${sizes}).`
      : `The response is no longer compressed, though the request accepts it (${unit}: ${sizes}).`
  return [
    {
      rule,
      endpoint,
      before: from,
      after: to,
      beforeEntries: numbersOf([...before]),
      afterEntries,
      message,
    },
  ]
}

function sizesOf(exchanges: readonly NamedExchange[]): Sized[] {
  return exchanges.flatMap((named) => sizedOf(named) ?? [])
}

/** Of `0.1` or `'10%'`. */
function shareOf(given: number | string): number {
  return typeof given === 'string' && given.endsWith('%')
    ? Number(given.slice(0, -1)) / 100
    : Number(given)
}
