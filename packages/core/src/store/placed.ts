import type { Place } from './read-body.ts'

/**
 * Things with an id, of which the one on the latest line counts. They come out in order of their
 * first lines, however the lines of several segments were met.
 */
export class Placed<T extends { readonly id: string }> {
  readonly #items = new Map<string, { value: T; first: Place; last: Place }>()

  set(value: T, place: Place): void {
    const found = this.#items.get(value.id)
    if (found === undefined) {
      this.#items.set(value.id, { value, first: place, last: place })
      return
    }
    if (isBefore(place, found.first)) found.first = place
    if (isBefore(place, found.last)) return
    found.value = value
    found.last = place
  }

  /** Those whose latest line passes `keep`. */
  values(keep: (place: Place) => boolean = () => true): T[] {
    const items = [...this.#items.values()].filter(({ last }) => keep(last))
    return items.toSorted((a, b) => (isBefore(a.first, b.first) ? -1 : 1)).map(({ value }) => value)
  }
}

function isBefore(a: Place, b: Place): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset)
}
