import type { Attribution } from '../entry/entry.ts'

/** What a recording saw, and what it could not read. */
export interface Coverage {
  /** Exchanges by how they found the session. */
  readonly exchanges: Readonly<Record<Attribution, number>>
  /** Connections whose TLS with the proxy failed, mostly because the client does not trust it. */
  readonly tlsRefused: number
  /** Tunnels that carried something else than TLS or HTTP. */
  readonly opaque: number
  /** Connections on which something arrived that is not HTTP. */
  readonly malformed: number
  /** Exchanges that began after the recording was told to stop. */
  readonly late: number
}
