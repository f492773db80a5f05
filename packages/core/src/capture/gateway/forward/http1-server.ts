import type { IncomingMessage } from 'node:http'
import { isIPv6, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getHeader, type HeaderList, pairHeaders } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import type { ResponseHead } from '../engine.ts'
import type { Destination } from '../upstream/dialer.ts'
import { ExactRequest } from './exact-request.ts'
import { flatten } from './header-forms.ts'
import type { PoolRequest } from './pool-agent.ts'
import type { ServerConnections } from './server-connections.ts'
import { addConnection, type WritableFacts } from './server-facts.ts'
import {
  hasNoBody,
  mayRepeat,
  type ServerError,
  type ServerEvents,
  type ServerHalf,
  type ServerRequest,
} from './server-half.ts'

/** Bytes of a head that are accepted: far more than browsers do, and not without end. */
export const headLimit: number = 1024 * 1024

/** How often a request is tried again on connections that turn out to be closed already. */
const retries = 3

/** Asks a server in HTTP/1.x. */
export function openHttp1(
  connections: ServerConnections,
  destination: Destination,
  asked: ServerRequest,
  facts: WritableFacts,
  events: ServerEvents,
): ServerHalf {
  return new Http1Server(connections, destination, asked, facts, events)
}

class Http1Server implements ServerHalf {
  readonly facts: WritableFacts
  readonly #connections: ServerConnections
  readonly #destination: Destination
  readonly #asked: ServerRequest
  readonly #events: ServerEvents
  #request: ExactRequest
  #left = retries
  #responded = false
  #over = false

  constructor(
    connections: ServerConnections,
    destination: Destination,
    asked: ServerRequest,
    facts: WritableFacts,
    events: ServerEvents,
  ) {
    this.#connections = connections
    this.#destination = destination
    this.#asked = asked
    this.#events = events
    this.facts = facts
    this.#request = this.#ask()
  }

  get sink(): ExactRequest {
    return this.#request
  }

  end(trailers: HeaderList): void {
    if (trailers.length > 0 && !this.#request.destroyed) {
      this.#request.addTrailers(trailers as Array<[string, string]>)
    }
    this.#request.end()
  }

  abort(): void {
    this.#over = true
    this.#request.destroy()
  }

  #ask(): ExactRequest {
    const { hasBody, headers, httpVersion, method, path } = this.#asked
    const { moments } = this.facts
    const destination = this.#destination
    // An upgrade needs a tunnel (RFC 6455 §4.1).
    const proxy = isUpgrade(headers) ? undefined : this.#connections.dialer.plainProxy(destination)
    const host = isIPv6(destination.host) ? `[${destination.host}]` : destination.host
    const authority = `${host}${destination.port === 80 ? '' : `:${destination.port}`}`
    const fields = flatten(headers)
    if (proxy?.authorization) fields.push('Proxy-Authorization', proxy.authorization)
    moments.created ??= now()
    const forAgent: PoolRequest = { destination, moments, plainProxy: proxy !== undefined }
    const request = new ExactRequest({
      agent: this.#connections.agent,
      host: destination.host,
      port: destination.port,
      method,
      path: proxy ? `http://${authority}${path === '*' ? '' : path}` : path,
      headers: fields,
      httpVersion,
      maxHeaderSize: headLimit,
      // Servers that other clients get along with are not for us to correct.
      insecureHTTPParser: true,
      ...forAgent,
    })
    // Node leaves out what is beyond 1,000 fields, without a word.
    request.maxHeadersCount = 0
    if (proxy) this.facts.proxy = proxy.authority
    request.once('socket', (socket: Socket) =>
      addConnection(this.facts, socket, request.reusedSocket),
    )
    request.once('finish', () => (moments.sent = now()))
    request.on('information', (head: InformationEvent) => this.#onInformation(head))
    request.once('response', (response) => this.#onResponse(response))
    if (isUpgrade(headers)) request.once('upgrade', this.#onUpgrade.bind(this))
    request.on('error', (error) => this.#onError(request, error))
    // The head of a request with a body goes out at once: the client may wait for a 100.
    if (hasBody) request.flushHeaders()
    return request
  }

  #onInformation({ rawHeaders, statusCode, statusMessage }: InformationEvent): void {
    this.#events.informational({
      status: statusCode,
      statusText: statusMessage,
      headers: pairHeaders(rawHeaders),
      at: now(),
    })
  }

  #onResponse(response: IncomingMessage): void {
    this.#responded = true
    this.facts.moments.responded = now()
    if (this.#asked.method === 'HEAD' && !closes(response)) this.#request.shouldKeepAlive = true
    response.on('error', (error) => this.#fail(error))
    response.once('end', () => keepDraining(this.#request))
    this.#events.response({
      head: headOf(response),
      body: response,
      isLast: isLast(this.#asked.method, response),
      trailers: () => pairHeaders(response.rawTrailers),
    })
  }

  #onUpgrade(response: IncomingMessage, socket: Duplex, first: Buffer): void {
    this.#responded = true
    this.facts.moments.responded = now()
    this.#events.upgrade(headOf(response), socket, first)
  }

  #onError(request: ExactRequest, error: ServerError): void {
    // A server may close an idle connection in the very moment it is used again. Where nothing was
    // lost by it, another one is tried (RFC 9112 §9.3.1).
    const isStale = request.reusedSocket && !this.#responded && mayRepeat(this.#asked)
    if (isStale && !this.#over && this.#left > 0) {
      this.#left--
      this.#request = this.#ask()
      this.#request.end()
      return
    }
    this.#fail(error)
  }

  #fail(error: ServerError): void {
    if (!this.#over) this.#events.failed(error)
  }
}

/** Node forgets, once the response is whole, to say when more of the request can be sent. */
function keepDraining(request: ExactRequest): void {
  const { socket } = request
  if (!socket || request.writableFinished) return
  const drain = (): void => void request.emit('drain')
  const stop = (): void => void socket.off('drain', drain)
  socket.on('drain', drain)
  request.once('finish', stop)
  request.once('close', stop)
  if (!socket.writableNeedDrain) drain()
}

interface InformationEvent {
  readonly statusCode: number
  readonly statusMessage: string
  readonly rawHeaders: readonly string[]
}

function headOf(response: IncomingMessage): ResponseHead {
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    httpVersion: `HTTP/${response.httpVersion}`,
    headers: pairHeaders(response.rawHeaders),
  }
}

/** Whether nothing follows the head. */
function isLast(method: string, { rawHeaders, statusCode }: IncomingMessage): boolean {
  if (hasNoBody(method, statusCode)) return true
  return getHeader(pairHeaders(rawHeaders), 'content-length') === '0'
}

/** Node takes an answer to HEAD without a length for one that ends with its connection. */
function closes({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  const connection = getHeader(pairHeaders(rawHeaders), 'connection')
  return httpVersion === '1.0' || /\bclose\b/i.test(connection ?? '')
}

function isUpgrade(headers: HeaderList): boolean {
  return getHeader(headers, 'upgrade') !== undefined
}
