import type { Exchange } from '../exchange.ts'

/** Names the endpoint of each exchange of several sessions, the same way in all of them. */
export interface EndpointNames {
  /** For instance `GET /api/products/{id}`, `POST /graphql GetUser`, `GET https://cdn.test/lib.js`. */
  nameOf(exchange: Exchange): string
}

/** Two exchanges that do the same in both sessions. */
export interface Pair {
  readonly before: Exchange
  readonly after: Exchange
  readonly endpoint: string
  /** Endpoint of the exchange after, when it was found elsewhere: reported as moved, never silently. */
  readonly movedTo?: string
}

/** An exchange without a partner. */
export interface Unmatched {
  readonly exchange: Exchange
  readonly endpoint: string
  /** Why it needs none: it repeats a poll, is a retry that failed, a preflight, a hop of a redirect, … */
  readonly role?: 'poll' | 'retry' | 'preflight' | 'duplicate'
  /** The one on the other side that is most like it, for the message. */
  readonly nearest?: Exchange
}

/** What belongs to what in two sessions. */
export interface Alignment {
  /** In the order of the exchanges before. */
  readonly pairs: readonly Pair[]
  readonly onlyBefore: readonly Unmatched[]
  readonly onlyAfter: readonly Unmatched[]
  /** Ids and tokens before to those that took their place after, as the pairs voted. */
  readonly aliases: ReadonlyMap<string, string>
  /** Share of the exchanges that found a partner, 0 to 1; those with a role do not count. */
  readonly matchRate: number
}
