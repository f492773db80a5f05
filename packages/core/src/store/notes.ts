import type { Annotation } from '../entry/entry.ts'
import type { NoteLine } from './journal-line.ts'
import { Placed } from './placed.ts'
import type { Place } from './read-body.ts'

interface Note {
  readonly id: string
  readonly line: NoteLine
}

/** Remarks on one thing; the latest line of each counts, also when it takes the remark back. */
export class Notes {
  readonly #lines = new Placed<Note>()

  add(line: NoteLine, place: Place): void {
    this.#lines.set({ id: line.annotation.id, line }, place)
  }

  values(): Annotation[] {
    return this.#lines
      .values()
      .flatMap(({ line }) => (line.removed === true ? [] : [line.annotation]))
  }
}
