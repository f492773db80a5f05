import { readActive, type Storage } from '../store/index.ts'

// A test may put fake timers in place of these later.
const { clearInterval, setInterval } = globalThis

/** Milliseconds between two looks at the store's active session. */
const pause = 250

/** Tells when somebody, also in another process, has made another session the store's active one. */
export class ActiveFollower {
  readonly #timer: NodeJS.Timeout
  #known: string | undefined
  #isBusy = false

  /**
   * @param known - id of the session that is active now
   * @param changed - told the id of another one; what it throws is for it to keep
   */
  constructor(storage: Storage, known: string | undefined, changed: (id: string) => Promise<void>) {
    this.#known = known
    this.#timer = setInterval(() => void this.#look(storage, changed), pause)
    this.#timer.unref()
  }

  /** This process itself has made a session the active one, and the store says so. */
  know(id: string): void {
    this.#known = id
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(storage: Storage, changed: (id: string) => Promise<void>): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      const known = this.#known
      const id = await readActive(storage)
      // What this process has chosen meanwhile is newer than what was read.
      if (id === undefined || id === known || known !== this.#known) return
      this.#known = id
      await changed(id)
    } catch {
      // A store that cannot be read now is looked at again.
    } finally {
      this.#isBusy = false
    }
  }
}
