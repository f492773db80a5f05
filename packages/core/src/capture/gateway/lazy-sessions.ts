import type { SessionInfo } from '../../entry/session-info.ts'
import type { Recorder } from './recorder.ts'

/** Sessions that come into being with the first thing that is to be kept of them. */
export class LazySessions {
  readonly #open: (info: SessionInfo) => Promise<Recorder>
  readonly #announced = new Map<string, SessionInfo>()
  readonly #opening = new Map<string, Promise<Recorder>>()
  readonly #expected = new Map<string, Set<Promise<unknown>>>()
  readonly #heirs = new Map<string, string>()

  constructor(open: (info: SessionInfo) => Promise<Recorder>) {
    this.#open = open
  }

  announce(info: SessionInfo): void {
    this.#announced.set(info.id, info)
  }

  /** Whether it has not come into being, or just does so. */
  has(sessionId: string): boolean {
    return this.#announced.has(sessionId) || this.#opening.has(sessionId)
  }

  /** Something waits for the session to come into being, to be kept in it. */
  expect(sessionId: string, something: Promise<unknown>): void {
    const expected = this.#expected.get(sessionId) ?? new Set()
    this.#expected.set(sessionId, expected.add(something))
    void something.then(() => {
      expected.delete(something)
      if (expected.size === 0) this.#expected.delete(sessionId)
    })
  }

  /** Resolves when all that was {@link LazySessions.expect}ed has reached the session. */
  async arrived(sessionId: string): Promise<void> {
    const expected = this.#expected.get(sessionId)
    if (expected) await Promise.all(expected)
  }

  /** Makes it, unless that is under way. @throws HartifactError as `Recorders.open` does */
  open(sessionId: string): Promise<Recorder> | undefined {
    const info = this.#announced.get(sessionId)
    if (!info) return this.#opening.get(sessionId)
    this.#announced.delete(sessionId)
    const opening = this.#open(info)
    this.#opening.set(sessionId, opening)
    const settle = (): void => void this.#opening.delete(sessionId)
    opening.then(settle, () => {
      settle()
      // The disk may take it later.
      this.#announced.set(sessionId, info)
    })
    return opening
  }

  /** Nothing is to be made of it any more. Returns whether it had not come into being. */
  forget(sessionId: string): boolean {
    return this.#announced.delete(sessionId)
  }

  /** Says who takes what clients still send to a session that has ended. */
  bequeath(sessionId: string, heir: string): void {
    this.#heirs.set(sessionId, heir)
  }

  /** Whoever takes what is sent to a session that has ended. */
  heirOf(sessionId: string): string | undefined {
    return this.#heirs.get(sessionId)
  }

  /** It has ended, and takes nothing of others any more. */
  end(sessionId: string): void {
    for (const [id, heir] of this.#heirs) if (heir === sessionId) this.#heirs.delete(id)
  }
}
