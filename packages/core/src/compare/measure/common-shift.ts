import { type Shift, shiftOf } from './hodges-lehmann.ts'
import { median } from './quantiles.ts'
import { rankDeviation, upperTail } from './rank-test.ts'
import type { EndpointTimings, Timing } from './timings.ts'

/** By how much all endpoints are slower or faster together: the machine, the network, or the release. */
export interface CommonShift {
  /** After by before, as logarithm. */
  readonly log: number
  /** Median over the endpoints, in milliseconds. */
  readonly ms: number
  /** Whether it is neither chance nor what sessions of before differ by anyway. */
  readonly isSignificant: boolean
}

/** Durations of an endpoint without what its session had in common with all other endpoints. */
export interface AdjustedTimings {
  readonly raw: EndpointTimings
  readonly before: readonly Timing[]
  readonly after: readonly Timing[]
  /** Logarithms of them. */
  readonly logs: { readonly before: readonly number[]; readonly after: readonly number[] }
  /** By how much the logarithms after are greater. */
  readonly ratio: Shift
  /** What was taken out of those after, as logarithm. */
  readonly common: number
}

/** Of what is called significant, at most this share is chance. */
export const significance = 0.05

/** With fewer endpoints, one that is slower cannot be told from all that are. */
const fewestEndpoints = 3

/**
 * Takes out what all endpoints have in common in each session. Samples of one run share the state of
 * the machine: without this, every third comparison of two equal releases finds a slower endpoint.
 *
 * @param eligible - of one metric, of endpoints with enough calls
 */
export function withoutCommonShift(eligible: readonly EndpointTimings[]): {
  readonly adjusted: readonly AdjustedTimings[]
  readonly common?: CommonShift
} {
  if (eligible.length < fewestEndpoints) return { adjusted: eligible.map((one) => adjust(one, [])) }
  const usual = sessionShifts(eligible)
  const sides = eligible.map((one) => adjust(one, usual))
  const log = median(sides.map(({ ratio }) => ratio.estimate))
  const ms = median(sides.map(({ after, before }) => medianMs(after) - medianMs(before)))
  return {
    adjusted: sides.map((side) => subtract(side, log)),
    common: { log, ms, isSignificant: isUnusual(log, usual) && isSignificant(sides) },
  }
}

/** Stouffer's method: the endpoints are tested each for itself, and their deviations added up. */
function isSignificant(sides: readonly AdjustedTimings[]): boolean {
  const sum = sides.reduce((total, { logs }) => total + rankDeviation(logs.before, logs.after), 0)
  return upperTail(sum / Math.sqrt(sides.length)) <= significance
}

/** Several sessions of before tell by how much sessions differ anyway: two standard deviations. */
function isUnusual(log: number, usual: readonly number[]): boolean {
  if (usual.length < 2) return true
  const mean = usual.reduce((sum, shift) => sum + shift, 0) / usual.length
  const squares = usual.reduce((sum, shift) => sum + (shift - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (usual.length - 1))
  return log > 2 * deviation * Math.sqrt(1 + 1 / usual.length)
}

/**
 * Logarithm of a duration; below a millisecond, where clocks and scheduling are all that differs, it
 * is that of a millisecond.
 */
function logOf({ ms }: Timing): number {
  return Math.log(Math.max(ms, 1))
}

/** By how much each session of before differs from all of them together. */
function sessionShifts(eligible: readonly EndpointTimings[]): number[] {
  const sessions = eligible[0]?.samples.length ?? 0
  if (sessions < 2) return Array.from<number>({ length: sessions }).fill(0)
  const usual = eligible.map(({ samples }) => median(samples.flat().map(logOf)))
  return Array.from({ length: sessions }, (_, session) => {
    const shifts = eligible.flatMap(({ samples }, at) => {
      const here = samples[session] ?? []
      return here.length < 2 ? [] : [median(here.map(logOf)) - usual[at]!]
    })
    return shifts.length < fewestEndpoints ? 0 : median(shifts)
  })
}

/** Takes out what the sessions of before differ by. */
function adjust(raw: EndpointTimings, usual: readonly number[]): AdjustedTimings {
  const shiftAt = (session: number): number => usual[session] ?? 0
  const before = raw.samples.flatMap((sample, session) =>
    sample.map((timing) => scaled(timing, -shiftAt(session))),
  )
  const logs = {
    before: raw.samples.flatMap((sample, session) =>
      sample.map((timing) => logOf(timing) - shiftAt(session)),
    ),
    after: raw.after.map(logOf),
  }
  const ratio = shiftOf(logs.before, logs.after) ?? { estimate: 0, low: 0, high: 0 }
  return { raw, before, after: raw.after, logs, ratio, common: 0 }
}

/** Takes out what all endpoints after have in common. */
function subtract({ after, logs, ratio, ...rest }: AdjustedTimings, log: number): AdjustedTimings {
  return {
    ...rest,
    after: after.map((timing) => scaled(timing, -log)),
    logs: { before: logs.before, after: logs.after.map((value) => value - log) },
    ratio: { estimate: ratio.estimate - log, low: ratio.low - log, high: ratio.high - log },
    common: log,
  }
}

function scaled(timing: Timing, log: number): Timing {
  return log === 0 ? timing : { ...timing, ms: timing.ms * Math.exp(log) }
}

function medianMs(timings: readonly Timing[]): number {
  return median(timings.map(({ ms }) => ms))
}
