/** Requests over time, in pieces of equal length. */
export interface StatsTimeline {
  /** Length of a piece in ms; 0 when there are none. */
  readonly bucket: number
  /** All pieces from the first request to the last, also empty ones. */
  readonly points: readonly StatsPoint[]
}

/** What began in one piece of time. */
export interface StatsPoint {
  /** When it begins; ISO time. */
  readonly at: string
  readonly requests: number
  /** Of those, with a failure or a status of 400 and above. */
  readonly failed: number
  /** Of their bodies on the wire, both ways. */
  readonly bytes: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Lengths that people read easily, in ms. */
const lengths: readonly number[] = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * hour),
]

const mostPoints = 60

/** Puts requests into at most 60 pieces of time; `at` is in ms since 1970. */
export function timelinePoints(
  moments: ReadonlyArray<{ readonly at: number; readonly failed: boolean; readonly bytes: number }>,
): StatsTimeline {
  const known = moments.filter(({ at }) => Number.isFinite(at))
  if (known.length === 0) return { bucket: 0, points: [] }
  const first = known.reduce((least, { at }) => Math.min(least, at), Infinity)
  const last = known.reduce((most, { at }) => Math.max(most, at), -Infinity)
  const bucket = lengthFor(first, last)
  const start = Math.floor(first / bucket) * bucket
  const count = Math.floor((last - start) / bucket) + 1
  const points = Array.from({ length: count }, (_, index) => ({
    at: new Date(start + index * bucket).toISOString(),
    requests: 0,
    failed: 0,
    bytes: 0,
  }))
  for (const { at, bytes, failed } of known) {
    const point = points[Math.floor((at - start) / bucket)]!
    point.requests++
    point.bytes += bytes
    if (failed) point.failed++
  }
  return { bucket, points }
}

function lengthFor(first: number, last: number): number {
  const fits = (length: number): boolean =>
    Math.floor(last / length) - Math.floor(first / length) < mostPoints
  const found = lengths.find(fits)
  if (found !== undefined) return found
  const day = 24 * hour
  return Math.ceil((last - first) / (mostPoints - 1) / day) * day
}
