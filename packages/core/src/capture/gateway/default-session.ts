import { within } from '../../within.ts'
import { slowDisk } from '../../store/index.ts'
import type { Recorder } from './recorder.ts'

/** Milliseconds after which a session that could not be made is tried again. */
const pause = 1_000

/** What a {@link DefaultSession} needs. */
export interface DefaultSessionParts {
  /** Makes the session and its recorder. */
  open(): Promise<Recorder>
  /** Told why it cannot be made, once until it could. */
  failed(error: unknown): void
  /** Milliseconds that traffic waits for it. */
  readonly patience: number
  /** Milliseconds since any moment. */
  now(): number
}

/**
 * The session for traffic that comes while none is active. It is made when it is needed, at most one
 * at a time; where the store refuses, it is tried again with later traffic.
 */
export class DefaultSession {
  readonly #parts: DefaultSessionParts
  #opening: Promise<Recorder | undefined> | undefined
  #recorder: Recorder | undefined
  /** When the last attempt failed; `pending` while one is under way that nobody waits for. */
  #failedAt: number | 'pending' | undefined

  constructor(parts: DefaultSessionParts) {
    this.#parts = parts
  }

  /** The recorder of it, while there is one. */
  get recorder(): Recorder | undefined {
    return this.#recorder
  }

  /** The recorder, made if need be; undefined while it cannot be made. Never rejects. */
  async open(): Promise<Recorder | undefined> {
    if (this.#recorder) return this.#recorder
    if (this.#failedAt === 'pending') return undefined
    if (this.#failedAt !== undefined && this.#parts.now() - this.#failedAt <= pause) {
      return undefined
    }
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined))
    return this.#opening
  }

  /** One that was made at the start is the default session, until it is stopped. */
  adopt(recorder: Recorder): void {
    this.#recorder = recorder
  }

  /** It has been stopped: the next traffic makes another one. */
  forget(recorder: Recorder): void {
    if (this.#recorder === recorder) this.#recorder = undefined
  }

  async #open(): Promise<Recorder | undefined> {
    let isOver = false
    const opened = this.#parts
      .open()
      .then(
        (recorder) => {
          this.#failedAt = undefined
          this.#recorder = recorder
        },
        (error: unknown) => this.#fail(error, this.#parts.now()),
      )
      .finally(() => (isOver = true))
    // A disk that does not answer may not hold up the traffic.
    await within(this.#parts.patience, opened)
    if (!isOver) this.#fail(slowDisk('make a session for traffic without one'), 'pending')
    return this.#recorder
  }

  #fail(error: unknown, at: number | 'pending'): void {
    if (this.#failedAt === undefined) this.#parts.failed(error)
    this.#failedAt = at
  }
}
