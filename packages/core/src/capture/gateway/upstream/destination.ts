import type { ClientTls } from '../client-tls.ts'

/** A server to connect to. */
export interface Destination {
  /** Name or address, without brackets. */
  readonly host: string
  readonly port: number
  /** With TLS. */
  readonly secure: boolean
  /**
   * The name that is sent (SNI) and verified; default {@link Destination.host}. For a host that is
   * an address, when the client named the server.
   */
  readonly serverName?: string
  /** ALPN names to offer, as `['h2', 'http/1.1']`; without it the extension is not sent. */
  readonly protocols?: readonly string[]
  /** How the client would have treated it. */
  readonly clientTls?: ClientTls
}

/** When each phase ended: milliseconds since the epoch, written as it happens. */
export interface DialMoments {
  /** Dialling began. */
  socket?: number
  /** The name was resolved; absent for addresses. */
  lookup?: number
  /** The connection stood; through a proxy, the tunnel. */
  connected?: number
  /** TLS stood. */
  secured?: number
}
