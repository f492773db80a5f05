import type { Socket } from 'node:net'
import type { Failure, TlsInfo } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'

/**
 * What the gateway needs of a proxy engine: it is given accepted sockets, serves them as a forward
 * proxy, and tells what passes. It never listens, and knows nothing of sessions.
 * `engine.contract.ts` holds the cases that every engine must pass.
 */
export interface Engine {
  /** Serves a client's socket until it closes. */
  accept(socket: Socket, connection: Connection): void
  /** Cuts every connection. Safe to call twice. */
  close(): Promise<void>
}

/** Starts an engine; all that it has to tell goes to `handler`. */
export type StartEngine = (options: EngineOptions, handler: EngineHandler) => Promise<Engine>

export interface EngineOptions {
  /** Certificate authority that signs for the servers that are intercepted: PEM. */
  readonly authority: { readonly certificate: string; readonly key: string }
  readonly upstream: UpstreamOptions
}

/** How the engine reaches servers. */
export interface UpstreamOptions {
  /** URL of the proxy to go through: `http:`, `https:`, `socks5:`; may carry credentials. */
  readonly proxy?: string
  /** Hosts that are reached without it: names, suffixes (`.corp.example`), `host:port`. */
  readonly noProxy?: readonly string[]
  /** Certificates of authorities that are trusted beside the public ones: PEM. */
  readonly ca?: readonly string[]
  /** Do not verify certificates: of any host, or of these. */
  readonly insecure?: true | readonly string[]
  /** Shown to servers that ask for one. */
  readonly clientCertificates?: readonly ClientCertificate[]
  /** Milliseconds to wait for a connection, TLS included; default 120,000. */
  readonly connectTimeout?: number
}

/** A certificate of the client's own, with which it proves who it is (mutual TLS). */
export interface ClientCertificate {
  /** `https://host` or `https://host:port`, exactly. */
  readonly origin: string
  /** PEM. */
  readonly cert?: string
  readonly key?: string
  /** PKCS #12, instead of `cert` and `key`. */
  readonly pfx?: Uint8Array
  /** Of the key, or of the PKCS #12. */
  readonly passphrase?: string
}

/** One TCP connection of a client. */
export interface Connection {
  readonly id: string
  /** Port from which the client called. */
  readonly remotePort: number | undefined
  /** Set once the client has sent proxy credentials that name a recording. */
  credentials?: { readonly username: string; readonly password: string }
  /** `host:port` of the innermost CONNECT. */
  tunnel?: string
}

/** Receives what the engine has to tell. No call may throw. */
export interface EngineHandler {
  /** Whether a request for `authority` (`host:port`) would come back to ourselves. */
  isOwnAddress(authority: string): boolean
  /** Whether these credentials name somebody whose traffic is wanted. */
  accepts(credentials: NonNullable<Connection['credentials']>): boolean
  /** The head of a request has arrived and is being forwarded. */
  exchange(head: ExchangeHead, connection: Connection): ExchangeObserver
  /** Something arrived that did not become an exchange. */
  trouble(trouble: Trouble, connection: Connection | undefined): void
}

/** The head of a request. */
export interface ExchangeHead {
  /** `tunnel`: bytes of another protocol that pass unread. */
  readonly kind: 'http' | 'websocket' | 'tunnel'
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly httpVersion: string
  readonly headers: HeaderList
  /** Milliseconds since the epoch, with fractions. */
  readonly at: number
  /** Of this request alone (an absolute-form request carries them itself). */
  readonly credentials?: Connection['credentials']
}

/**
 * What passes after the head, in the order in which it passed. Who takes bytes may ask for time by
 * returning a promise: no more must come until it is settled, which it always is after a while.
 */
export interface ExchangeObserver {
  requestBody(chunk: Uint8Array): Promise<void> | undefined
  requestEnd(trailers: HeaderList): void
  /** An interim response: 100, 103, …; 101 is a final one. */
  informational(head: InformationalResponse): void
  response(head: ResponseHead): void
  responseBody(chunk: Uint8Array): Promise<void> | undefined
  responseTrailers(trailers: HeaderList): void
  /** A whole WebSocket message, or a control frame. */
  message(message: EngineMessage): Promise<void> | undefined
  /** The last call, exactly once. */
  end(outcome: ExchangeOutcome): void
}

export interface ResponseHead {
  readonly status: number
  readonly statusText: string
  readonly httpVersion: string
  readonly headers: HeaderList
}

export interface InformationalResponse {
  readonly status: number
  readonly statusText: string
  readonly headers: HeaderList
  readonly at: number
}

export interface EngineMessage {
  readonly direction: 'sent' | 'received'
  readonly kind: 'text' | 'binary' | 'ping' | 'pong' | 'close'
  readonly data: Uint8Array
  readonly at: number
  /** Close code. */
  readonly code?: number
}

/** How an exchange ended, and what is known of the connection to the server. */
export interface ExchangeOutcome {
  readonly at: number
  readonly failure?: Failure
  readonly upstream: UpstreamFacts
  readonly client?: ClientFacts
}

/** Moments on the client's side: milliseconds since the epoch, with fractions; absent when not seen. */
export interface ClientFacts {
  /** The whole request had arrived. */
  readonly received?: number
  /** The head of the final response was handed to the socket. */
  readonly responded?: number
  /** The last of the response was handed to the socket. */
  readonly finished?: number
}

/** Moments are milliseconds since the epoch, with fractions; absent when not seen. */
export interface UpstreamFacts {
  readonly remoteAddress?: string
  readonly remotePort?: number
  readonly tls?: TlsInfo
  /** Names the connection to the server: exchanges that share it shared a socket. */
  readonly connection?: string
  /** True when an open connection was used again. */
  readonly reused?: boolean
  /** `host:port` of the upstream proxy, when it went through one. */
  readonly proxy?: string
  readonly moments: {
    readonly created?: number
    readonly socket?: number
    readonly lookup?: number
    readonly connected?: number
    readonly secured?: number
    readonly sent?: number
    readonly responded?: number
  }
}

/** Something that could not become an exchange. */
export interface Trouble {
  readonly kind: 'client-tls' | 'malformed' | 'opaque' | 'internal'
  readonly message: string
  /** Where it was headed, if known: `host:port`. */
  readonly authority?: string
  readonly at: number
}
