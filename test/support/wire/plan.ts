/** Header fields in order, with their case and repeats. */
export type Fields = ReadonlyArray<readonly [name: string, value: string]>

/** Stands in a plan for `127.0.0.1:PORT` of the server, which is known when the plan is carried out. */
export const authorityMark = '<authority>'

export type Version = 'HTTP/1.1' | 'HTTP/2'

/** A body, told so that it can be printed and shrunk. */
export interface BodyPlan {
  /** Bytes before coding. */
  readonly size: number
  readonly kind: 'random' | 'text' | 'same'
  readonly seed: number
  /** Value of `Content-Encoding`, if any. */
  readonly coding?: string
  /** It is written in pieces of so many bytes, more for a long one. */
  readonly piece: number
}

/** `open`: ended by the end of the connection (HTTP/1.1), or of the stream (HTTP/2). */
export type Framing = 'length' | 'chunked' | 'open' | 'none'

export interface InterimPlan {
  readonly status: number
  readonly reason: string
  readonly headers: Fields
}

export interface RequestPlan {
  readonly method: string
  /** Path and query; a prefix that names the exchange comes before it. */
  readonly path: string
  readonly headers: Fields
  readonly framing: Framing
  readonly body: BodyPlan
  readonly trailers: Fields
  /** The body waits for the first response, which is `100 Continue`. */
  readonly expects: boolean
}

export interface ResponsePlan {
  readonly interim: readonly InterimPlan[]
  readonly status: number
  readonly reason: string
  readonly headers: Fields
  readonly framing: Framing
  readonly body: BodyPlan
  readonly trailers: Fields
}

/** What a client asks and a server answers, fit for its version of HTTP. */
export interface ExchangePlan {
  readonly request: RequestPlan
  readonly response: ResponsePlan
}

/** The exchanges of one client: one after the other in HTTP/1.1, all at once in HTTP/2. */
export interface LanePlan {
  readonly scheme: 'http' | 'https'
  readonly version: Version
  readonly exchanges: readonly ExchangePlan[]
}

export interface Request {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly httpVersion: string
  /** Without pseudo-header fields. */
  readonly headers: Fields
  readonly body: Uint8Array
  readonly trailers: Fields
}

export interface Response {
  readonly status: number
  readonly statusText: string
  readonly httpVersion: string
  readonly headers: Fields
  readonly body: Uint8Array
  readonly trailers: Fields
}

export interface Interim {
  readonly status: number
  readonly statusText: string
  readonly headers: Fields
}

/** A planned exchange with its URL and its bytes, and what each side gets of it. */
export interface Exchange {
  readonly plan: ExchangePlan
  /** As in the request line of HTTP/1.1, or in `:path`. */
  readonly target: string
  readonly sent: { readonly request: Request; readonly response: Response }
  readonly interim: readonly Interim[]
  /** Bodies before coding. */
  readonly decoded: { readonly request: Uint8Array; readonly response: Uint8Array }
  /** What arrived at the server; absent until then. */
  atServer?: Request
  /** What arrived at the client; absent until then. */
  atClient?: { readonly response: Response; readonly interim: readonly Interim[] }
}
