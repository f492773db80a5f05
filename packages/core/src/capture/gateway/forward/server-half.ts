import type { Duplex, Readable, Writable } from 'node:stream'
import type { HeaderList } from '../../../entry/headers.ts'
import type { InformationalResponse, ResponseHead, UpstreamFacts } from '../engine.ts'

/** The server's half of an exchange: the request goes there, its response is told to {@link ServerEvents}. */
export interface ServerHalf {
  /** Where the body of the request goes. */
  readonly sink: Writable
  readonly facts: UpstreamFacts
  /** Ends the request. */
  end(trailers: HeaderList): void
  /** Gives up; nothing is told afterwards. */
  abort(code?: number): void
}

/** What went wrong; `code` as Node and the system name it. */
export interface ServerError extends Error {
  readonly code?: string
  /** With which an HTTP/2 stream was reset. */
  readonly rstCode?: number
}

/** What comes from the server. */
export interface ServerEvents {
  informational(head: InformationalResponse): void
  response(response: ServerResponsePart): void
  /** 101: from here on both sides speak something else. */
  upgrade(head: ResponseHead, socket: Duplex, first: Buffer): void
  /** The connection broke, or what came is not HTTP; before, during or after the response. */
  failed(error: ServerError): void
}

/** The response of a server, as its head has arrived. */
export interface ServerResponsePart {
  readonly head: ResponseHead
  readonly body: Readable
  /** Whether neither body nor trailers follow. */
  readonly isLast: boolean
  /** Known when the body has ended. */
  readonly trailers: () => HeaderList
}

/** RFC 9110 §9.2.2 and RFC 4918; others may do something each time they are sent. */
const idempotent = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PUT',
  'DELETE',
  'PROPFIND',
  'REPORT',
  'SEARCH',
  'QUERY',
])

/** Whether a request may be sent again without asking the client. */
export function mayRepeat({ hasBody, method }: ServerRequest): boolean {
  return !hasBody && idempotent.has(method)
}

/** RFC 9110 §6.4.1. */
export function hasNoBody(method: string, status: number | undefined): boolean {
  return method === 'HEAD' || status === 204 || status === 304
}

/** What the server is asked. */
export interface ServerRequest {
  readonly method: string
  /** Origin form, or `*`. */
  readonly path: string
  /** `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`, as the client speaks it. */
  readonly httpVersion: string
  readonly headers: HeaderList
  readonly hasBody: boolean
}
