/** Bodies that are remembered; one that comes again later is stored again. */
const remembered = 20_000

/** Knows what is stored of the bodies that came last, so that a segment holds each once. */
export class RecentBodies {
  readonly #kept = new Map<string, number>()

  /** Whether at least `kept` leading bytes of it are stored, or are about to be. */
  has(sha256: string, kept: number): boolean {
    const found = this.#kept.get(sha256)
    if (found === undefined || found < kept) return false
    // A Map iterates in order of insertion, so the first key is the one that was idle longest.
    this.#kept.delete(sha256)
    this.#kept.set(sha256, found)
    return true
  }

  add(sha256: string, kept: number): void {
    this.#kept.set(sha256, kept)
    if (this.#kept.size <= remembered) return
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }

  delete(sha256: string): void {
    this.#kept.delete(sha256)
  }
}
