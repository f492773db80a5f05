import type { Attribution, Message } from '../entry/entry.ts'
import { bypassedGroups, type Coverage, type Unread, unreadGroups } from '../entry/coverage.ts'

export type { Bypassed, Coverage, Unread } from '../entry/coverage.ts'

/** Counts what one recording sees. */
export class CoverageTally {
  readonly #exchanges = { port: 0, credentials: 0, active: 0 }
  readonly #kinds = { 'client-tls': 0, malformed: 0, opaque: 0 }
  readonly #tunnelled = { sent: 0, received: 0 }
  readonly #unread = unreadGroups()
  readonly #bypassed = bypassedGroups()
  #late = 0
  #paused = 0

  /** Exchanges that began after the recording was told to stop. */
  get late(): number {
    return this.#late
  }

  exchange(attribution: Attribution, isLate: boolean): void {
    this.#exchanges[attribution]++
    if (isLate) this.#late++
  }

  paused(): void {
    this.#paused++
  }

  unread(what: Omit<Unread, 'count'>): void {
    this.#kinds[what.kind]++
    this.#unread.add({ ...what, count: 1 })
  }

  tunnelled(direction: Message['direction'], bytes: number): void {
    this.#tunnelled[direction] += bytes
  }

  bypassed(client: string, reason: string): void {
    this.#bypassed.add({ client, reason, count: 1 })
  }

  report(): Coverage {
    return {
      exchanges: { ...this.#exchanges },
      tlsRefused: this.#kinds['client-tls'],
      opaque: this.#kinds.opaque,
      malformed: this.#kinds.malformed,
      late: this.#late,
      ...(this.#paused > 0 && { paused: this.#paused }),
      unread: this.#unread.list(),
      tunnelled: { ...this.#tunnelled },
      bypassed: this.#bypassed.list(),
    }
  }
}
