import type { Place } from './read-body.ts'

/**
 * The requests that a reader passes over, of which only the places count: so that the others know
 * their positions. Takes a few bytes for each.
 */
export class OtherRequests {
  /** By segment, in order. */
  readonly #offsets = new Map<number, number[]>()
  /** Two hashes of each id, one after the other, in an open table. */
  #table = new Uint32Array(512)
  #count = 0

  /** Takes note of a request; the same id again is the same request, where it was first. */
  add(segment: number, offset: number, [first, second]: IdHash): void {
    if (this.#has(first, second)) return
    const offsets = this.#offsets.get(segment)
    if (offsets) offsets.push(offset)
    else this.#offsets.set(segment, [offset])
  }

  /** Tells how many of them come before a place, without those that are hidden. */
  counter(isHidden: (place: Place) => boolean): (place: Place) => number {
    const visible = [...this.#offsets].map(([segment, offsets]) => ({
      segment,
      offsets: offsets.filter((offset) => !isHidden({ segment, offset, length: 0 })),
    }))
    return (place) =>
      visible.reduce((sum, { offsets, segment }) => {
        if (segment > place.segment) return sum
        return sum + (segment < place.segment ? offsets.length : below(offsets, place.offset))
      }, 0)
  }

  /** Whether the id was there before; now it is. */
  #has(first: number, second: number): boolean {
    const table = this.#table
    let slot = slotOf(table, first, second)
    if (table[slot] !== 0) return true
    if (++this.#count * 4 > table.length) {
      this.#table = new Uint32Array(table.length * 2)
      for (let old = 0; old < table.length; old += 2) {
        if (table[old] === 0) continue
        const moved = slotOf(this.#table, table[old]!, table[old + 1]!)
        this.#table[moved] = table[old]!
        this.#table[moved + 1] = table[old + 1]!
      }
      slot = slotOf(this.#table, first, second)
    }
    this.#table[slot] = first
    this.#table[slot + 1] = second
    return false
  }
}

/** Two numbers that stand for an id; the first is not 0. */
export type IdHash = readonly [number, number]

/** The hash of an id as it is written in a line. */
export function hashId(bytes: Uint8Array, from: number, to: number): IdHash {
  // FNV-1a, and the same with another start and prime: 64 bits together.
  let [first, second] = [0x811c9dc5, 0x1b873593]
  for (let index = from; index < to; index++) {
    first = Math.imul(first ^ bytes[index]!, 0x01000193)
    second = Math.imul(second ^ bytes[index]!, 0x85ebca6b)
    second ^= second >>> 15
  }
  return [first >>> 0 || 1, second >>> 0]
}

/** Where the two are in a table, or the free place for them. */
function slotOf(table: Uint32Array, first: number, second: number): number {
  let slot = (first % (table.length / 2)) * 2
  while (table[slot] !== 0 && (table[slot] !== first || table[slot + 1] !== second)) {
    slot = (slot + 2) % table.length
  }
  return slot
}

/** How many of some numbers in order are less than `limit`. */
function below(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}
