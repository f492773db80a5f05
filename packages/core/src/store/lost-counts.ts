import type { LostLine } from './journal-line.ts'

/** Counts what could not be written, and what of it the journal does not say yet. */
export class LostCounts {
  #total = 0
  readonly #untold = new Map<string, number>()

  get total(): number {
    return this.#total
  }

  add(what: string): void {
    this.#total++
    this.#untold.set(what, (this.#untold.get(what) ?? 0) + 1)
  }

  /** Lines that tell what the journal does not say yet. */
  lines(): LostLine[] {
    return [...this.#untold].map(([what, count]) => ({ t: 'lost', what, count }))
  }

  /** One of {@link LostCounts.lines} has been written. */
  told({ what, count }: LostLine): void {
    const left = (this.#untold.get(what) ?? 0) - count
    if (left > 0) this.#untold.set(what, left)
    else this.#untold.delete(what)
  }
}
