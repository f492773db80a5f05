/**
 * Lets pipelined requests of one HTTP/1.x connection go to their servers one after the other, as the
 * client counts on (RFC 9112 §9.3.2).
 */
export class Turns {
  #isTaken = false
  #isStarting = false
  readonly #waiting: Array<(done: () => void) => void> = []

  /** Calls `start` when it is its turn: mostly at once. The turn lasts until `done` is called. */
  take(start: (done: () => void) => void): void {
    this.#waiting.push(start)
    this.#go()
  }

  #go(): void {
    // One that ends at once comes back here: a loop, as thousands may be waiting.
    if (this.#isStarting) return
    this.#isStarting = true
    while (!this.#isTaken) {
      const start = this.#waiting.shift()
      if (!start) break
      this.#isTaken = true
      start(() => {
        this.#isTaken = false
        this.#go()
      })
    }
    this.#isStarting = false
  }
}
