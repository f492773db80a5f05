import type { ClearLine } from './journal-line.ts'
import { Placed } from './placed.ts'
import type { Place } from './read-body.ts'

interface Clearing {
  readonly id: string
  readonly line: ClearLine
  /** Where its line is: what is before it in its own segment is hidden too. */
  readonly place: Place
}

/** Knows which places of a session have been cleared. */
export class Cleared {
  readonly #lines = new Placed<Clearing>()

  add(line: ClearLine, place: Place): void {
    this.#lines.set({ id: line.id, line, place }, place)
  }

  /** Those that hide something, in order. */
  get lines(): readonly ClearLine[] {
    return this.#active().map(({ line }) => line)
  }

  /** Tells of a place whether it is hidden. */
  test(): (place: Place) => boolean {
    const active = this.#active()
    return ({ segment, offset }) =>
      active.some(({ line, place }) => {
        const end = segment === place.segment ? place.offset : line.upTo[segment]
        return end !== undefined && offset < end
      })
  }

  #active(): Clearing[] {
    return this.#lines.values().filter(({ line }) => line.undone !== true)
  }
}
