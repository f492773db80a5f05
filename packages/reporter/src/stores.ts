import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Marker, openStore, type Session, type SessionStore } from '@hartifact/core'

/** The stores that the sessions of a run are in; each is opened once. */
export class Stores implements AsyncDisposable {
  readonly #opened = new Map<string, Promise<SessionStore>>()

  /** Whether there is a store; opening one that is not there would make it. */
  static has(folder: string): boolean {
    return existsSync(join(folder, 'store.json'))
  }

  /**
   * A marker's session; `undefined` when it is not on this machine, or there no longer: reports may
   * be merged elsewhere.
   */
  async session({ sessionId, store }: Marker): Promise<Session | undefined> {
    if (!Stores.has(store)) return undefined
    const opened = this.#opened.get(store) ?? openStore(store)
    this.#opened.set(store, opened)
    return (await opened).open(sessionId).catch(() => undefined)
  }

  /** Closes them. Never throws. */
  async [Symbol.asyncDispose](): Promise<void> {
    const opened = [...this.#opened.values()]
    this.#opened.clear()
    await Promise.allSettled(opened.map(async (store) => (await store).close()))
  }
}
