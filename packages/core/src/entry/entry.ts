import type { HeaderList } from './headers.ts'

/**
 * One HTTP exchange, WebSocket or event stream as it was on the wire: plain readonly data that
 * survives `JSON.stringify` and `structuredClone`. Bodies are references; read them with
 * `session.body(entry.response.body)`.
 */
export interface Entry {
  /** Unique in its session, sorted by time of arrival. */
  readonly id: string
  /** When the head of the request arrived at the proxy: ISO 8601, UTC, microseconds. */
  readonly startedAt: string
  readonly request: EntryRequest
  /** Interim responses (1xx) in the order they came, before the final one (RFC 9110 §15.2). */
  readonly informational?: readonly InformationalEntry[]
  /** Absent while it is awaited and when none came; then {@link Entry.failure} says why. */
  readonly response?: EntryResponse
  readonly timings: Timings
  /** The same exchange as the client saw it; only when the proxy was asked for it. */
  readonly clientTimings?: ClientTimings
  /** Set when the exchange did not end as HTTP says it should. */
  readonly failure?: Failure
  /** Frames of a WebSocket or events of an event stream, in order. */
  readonly messages?: readonly Message[]
  /** Names the client's connection to the proxy: entries that share it shared a socket. */
  readonly connection?: string
  /** IP address (and port) of the server that answered. */
  readonly remoteAddress?: string
  readonly remotePort?: number
  /** TLS between proxy and server. */
  readonly tls?: TlsInfo
  /** The proxy's connection to the server. */
  readonly serverConnection?: ServerConnection
  /** How the exchange found its session: by the port, by proxy credentials, or as the active one. */
  readonly attribution: Attribution
  readonly annotations: readonly Annotation[]
  /** Id of the {@link Step} in which the request started. */
  readonly step?: string
  /** True for an exchange that arrived after its recording had been told to stop. */
  readonly late?: boolean
}

/** The request as the client sent it. */
export interface EntryRequest {
  /** As sent; methods are case-sensitive (RFC 9110 §9.1). */
  readonly method: string
  /** Absolute URL; `ws:`/`wss:` for WebSockets. */
  readonly url: string
  /** `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`. */
  readonly httpVersion: string
  readonly headers: HeaderList
  readonly trailers?: HeaderList
  readonly body?: BodyRef
}

/** The response as the client received it. */
export interface EntryResponse {
  readonly status: number
  /** Reason phrase as sent; empty for HTTP/2. */
  readonly statusText: string
  readonly httpVersion: string
  readonly headers: HeaderList
  readonly trailers?: HeaderList
  readonly body?: BodyRef
}

/** An interim response: `100 Continue`, `103 Early Hints`, … */
export interface InformationalEntry {
  readonly status: number
  /** Reason phrase as sent; empty for HTTP/2. */
  readonly statusText: string
  readonly headers: HeaderList
  /** ISO 8601, UTC, microseconds. */
  readonly at: string
}

/** The connection between proxy and server that an exchange used. */
export interface ServerConnection {
  /** Entries that share it shared a socket. */
  readonly id: string
  /** True when it was open already. */
  readonly reused: boolean
  /** `host:port` of the upstream proxy, when there was one. */
  readonly proxy?: string
}

/** Points at the bytes of a body as they were on the wire: after transfer coding, before content decoding. */
export interface BodyRef {
  /** Lower-case hex SHA-256 of all the bytes on the wire, also of those that were not kept. */
  readonly sha256: string
  /** Bytes on the wire. */
  readonly size: number
  /** Bytes after content decoding, where known. */
  readonly decodedSize?: number
  /** Present when only the first `size` bytes were kept. */
  readonly truncated?: { readonly size: number }
}

/** Durations in milliseconds; `null` means not known, or not applicable (as `connect` on a reused connection). */
export interface Timings {
  /** Waiting for a connection. */
  readonly blocked: number | null
  readonly dns: number | null
  /** TCP and TLS set-up; includes {@link Timings.ssl}, as in HAR 1.2. */
  readonly connect: number | null
  readonly ssl: number | null
  /** Sending the request. */
  readonly send: number | null
  /** Waiting for the first byte of the response. */
  readonly wait: number | null
  /** Reading the response. */
  readonly receive: number | null
  /** From the head of the request to the end of the exchange. */
  readonly total: number | null
}

/** Durations between client and proxy in milliseconds; `null` means not known. */
export interface ClientTimings {
  /** From the request's head to its last byte. */
  readonly send: number | null
  /** From there until the head of the response was passed on; 0 when the response came first. */
  readonly wait: number | null
  /** From there to the last byte of the response. */
  readonly receive: number | null
}

/** Why an exchange did not end well. */
export type FailureKind =
  /** The client gave up or went away. */
  | 'client-aborted'
  /** The server's name could not be resolved. */
  | 'dns'
  /** Nothing accepted the connection. */
  | 'refused'
  /** The connection broke before the response was whole. */
  | 'reset'
  /** TLS with the server failed, for instance an untrusted certificate. */
  | 'upstream-tls'
  /** The client refused our certificate, or its TLS failed otherwise. */
  | 'client-tls'
  | 'timeout'
  /** What arrived is not HTTP, or not for a proxy. */
  | 'protocol'
  /** Hartifact refused to forward it. */
  | 'refused-by-proxy'
  /** The recording ended first, or the process was killed. */
  | 'unfinished'
  | 'other'

export interface Failure {
  readonly kind: FailureKind
  /** One sentence for people; holds the system's error code where there is one. */
  readonly message: string
  /** For instance `ECONNREFUSED`. */
  readonly code?: string
}

/** One WebSocket message or one event of an event stream. */
export interface Message {
  /** As the client sees it. */
  readonly direction: 'sent' | 'received'
  /** ISO 8601, UTC, microseconds. */
  readonly at: string
  readonly kind: 'text' | 'binary' | 'event' | 'ping' | 'pong' | 'close'
  /** The text; base64 for `binary`, `ping` and `pong`; the reason for `close`. */
  readonly data: string
  /** Size of the payload in bytes. */
  readonly size: number
  /** Name of the event (`event:` line), if given. */
  readonly event?: string
  /** Id of the event (`id:` line), if given. */
  readonly eventId?: string
  /** Status code of a WebSocket close frame (RFC 6455 §7.4). */
  readonly code?: number
}

/** What is known of the TLS connection to the server. */
export interface TlsInfo {
  /** For instance `TLSv1.3`. */
  readonly protocol?: string
  readonly cipher?: string
  /** For instance `h2`. */
  readonly alpn?: string
  readonly serverName?: string
  readonly certificate?: {
    readonly subject: string
    readonly issuer: string
    /** ISO times. */
    readonly validFrom: string
    readonly validTo: string
    /** SHA-256 of the certificate, hex with colons. */
    readonly fingerprint256: string
  }
}

export type Attribution = 'port' | 'credentials' | 'active'

/** The colours that a remark can have. */
export const annotationColors = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const

/** One of {@link annotationColors}. */
export type AnnotationColor = (typeof annotationColors)[number]

/** A remark on an entry, or on the whole session. */
export interface Annotation {
  readonly id: string
  /** ISO time. */
  readonly at: string
  readonly note?: string
  /** One of {@link annotationColors}; an imported session may have others. */
  readonly color?: string
  readonly tags?: readonly string[]
  readonly author?: string
  /** What it refers to: `jira:ABC-7`, a URL, … */
  readonly links?: readonly string[]
  readonly attachment?: Attachment
}

/** A file that is kept with a remark: a screenshot, a log. */
export interface Attachment {
  /** For people, never a path. */
  readonly name: string
  /** Media type, for instance `image/png`. */
  readonly contentType: string
  readonly body: BodyRef
}

/** A named part of a session; becomes a page of the HAR. */
export interface Step {
  readonly id: string
  readonly title: string
  /** ISO times. */
  readonly startedAt: string
  readonly endedAt?: string
}
