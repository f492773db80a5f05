/** A sorted copy, smallest first. */
export function sorted(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other)
}

/** The middle value, or the mean of the two in the middle; 0 of nothing. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const ordered = sorted(values)
  const middle = ordered.length >> 1
  return ordered.length % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2
}

/** At most `limit` of the sorted values, evenly spaced, so that the shape stays. */
export function thinned(ordered: readonly number[], limit: number): readonly number[] {
  if (ordered.length <= limit) return ordered
  return Array.from(
    { length: limit },
    (_, at) => ordered[Math.floor(((at + 0.5) * ordered.length) / limit)]!,
  )
}
