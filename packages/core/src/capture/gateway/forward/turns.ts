/**
 * Lets pipelined requests of one HTTP/1.x connection go to their servers one after the other, as the
 * client counts on (RFC 9112 §9.3.2).
 */
export class Turns {
  #isTaken = false
  readonly #waiting: Array<(done: () => void) => void> = []

  /** Calls `start` when it is its turn: mostly at once. The turn lasts until `done` is called. */
  take(start: (done: () => void) => void): void {
    if (this.#isTaken) {
      this.#waiting.push(start)
      return
    }
    this.#isTaken = true
    start(() => this.#next())
  }

  #next(): void {
    this.#isTaken = false
    const next = this.#waiting.shift()
    if (next) this.take(next)
  }
}
