import type { Assets } from './assets.ts'
import type { Database } from './database.ts'
import type { Release } from './releases.ts'

/** What both servers of one shop share. */
export interface SharedContext {
  readonly release: Release
  readonly database: Database
  readonly assets: Assets
  /** Aborted when the shop stops: ends waiting answers, event streams and WebSockets. */
  readonly closing: AbortSignal
  /** No line per request on standard output. */
  readonly quiet: boolean
}

/** What the routes of one server need. */
export interface ShopContext extends SharedContext {
  /** True on the HTTPS port. */
  readonly secure: boolean
}
