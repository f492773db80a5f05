/** Of longer texts, the ends and the length are hashed. */
const longest = 2048

/** Numbers of 30 bits are small integers to V8: larger ones are objects, which costs a third. */
const small = 0x3fffffff

/** A 30-bit hash of a text (FNV-1a): for grouping within one comparison, never stored. */
export function hashText(text: string): number {
  if (text.length > longest) {
    const half = longest / 2
    return mix(hashText(text.slice(0, half) + text.slice(-half)), text.length)
  }
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash & small
}

/** Equal for equal numbers. */
export function hashNumber(value: number | bigint): number {
  const isSmall = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= small
  return isSmall ? mix(value, 5) : hashText(String(value))
}

/** One 30-bit hash of two. */
export function mix(one: number, other: number): number {
  let hash = Math.imul(one ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(other + 0x7f4a7c15, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) & small
}

/** Share of the numbers that two ascending lists have in common; 1 when both are empty. */
export function jaccard(one: readonly number[], other: readonly number[]): number {
  if (one.length === 0 && other.length === 0) return 1
  let left = 0
  let right = 0
  let common = 0
  while (left < one.length && right < other.length) {
    const difference = one[left]! - other[right]!
    if (difference === 0) common++
    if (difference <= 0) left++
    if (difference >= 0) right++
  }
  return common / (one.length + other.length - common)
}

/** The ascending numbers without repeats, at most the `most` least ones. */
export function sketch(numbers: readonly number[], most: number): number[] {
  const sorted = numbers.length < 2 ? numbers : Float64Array.from(numbers).toSorted()
  const kept: number[] = []
  for (const number of sorted) {
    if (kept.length === most) break
    if (number !== kept.at(-1)) kept.push(number)
  }
  return kept
}
