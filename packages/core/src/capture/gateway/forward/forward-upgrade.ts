import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Failure } from '../../../entry/entry.ts'
import { getHeader } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import type { ExchangeObserver, InformationalResponse, ResponseHead } from '../engine.ts'
import type { Destination } from '../upstream/dialer.ts'
import { upstreamFailure } from '../upstream/failure.ts'
import { clientAborted } from './forward-request.ts'
import { Http1Client } from './http1-client.ts'
import { openHttp1 } from './http1-server.ts'
import { joinSockets } from './join-sockets.ts'
import { relay } from './relay.ts'
import { resetSocket } from './reset-socket.ts'
import type { ServerConnections } from './server-connections.ts'
import type { WritableFacts } from './server-facts.ts'
import type {
  ServerError,
  ServerEvents,
  ServerHalf,
  ServerRequest,
  ServerResponsePart,
} from './server-half.ts'
import { readWebSocket, type WebSocketReader } from './websocket-reader.ts'

/** A request to switch protocols (RFC 9110 §7.8), on the socket it came on. */
export interface UpgradeRequest {
  readonly request: IncomingMessage
  readonly socket: Socket
  /** What came behind the head. */
  readonly first: Buffer
  readonly asked: ServerRequest
  readonly destination: Destination
  readonly connections: ServerConnections
  readonly observer: ExchangeObserver
  /** Told of frames that cannot be read, and of protocols that are not WebSocket. */
  unread(message: string): void
}

const brokenOff: Failure = {
  kind: 'reset',
  message: 'The WebSocket broke off without a close frame',
  code: '1006',
}

const leftOff: Failure = {
  kind: 'client-aborted',
  message: 'The client left the WebSocket without a close frame',
  code: '1006',
}

/**
 * Forwards an upgrade. When the server accepts it, the bytes of both sides pass untouched: frames
 * keep their masks, fragments and compression, and extensions are a matter between the two. A
 * WebSocket is read along on copies.
 */
export function forwardUpgrade(upgrade: UpgradeRequest): void {
  new Upgrading(upgrade).start()
}

class Upgrading implements ServerEvents {
  readonly #upgrade: UpgradeRequest
  readonly #observer: ExchangeObserver
  readonly #facts: WritableFacts = { moments: {} }
  #server: ServerHalf | undefined
  /** Close frames that have passed. */
  #closes = 0
  #switched = false
  #requestEnded = false
  #over = false

  constructor(upgrade: UpgradeRequest) {
    this.#upgrade = upgrade
    this.#observer = upgrade.observer
  }

  start(): void {
    const { asked, connections, destination, socket } = this.#upgrade
    socket.on('error', () => {})
    socket.once('close', () => {
      if (this.#switched) return
      this.#server?.abort()
      this.#end(clientAborted)
    })
    this.#server = openHttp1(connections, destination, asked, this.#facts, this)
    this.#server.end([])
  }

  informational(head: InformationalResponse): void {
    this.#observer.informational(head)
    writeHead(this.#upgrade.socket, head)
  }

  /** The server did not want to: an ordinary response. */
  response({ body, head, trailers }: ServerResponsePart): void {
    const { asked, request, socket } = this.#upgrade
    this.#requestEnd()
    this.#observer.response(head)
    const response = new ServerResponse(request)
    let client: Http1Client
    try {
      response.assignSocket(socket)
      response.shouldKeepAlive = false
      client = new Http1Client(request, response, asked.headers)
      client.respond(head)
    } catch (error) {
      this.#server?.abort()
      this.#end(upstreamFailure(error as Error))
      resetSocket(socket)
      return
    }
    response.once('finish', () => {
      this.#end()
      socket.end()
      socket.resume()
    })
    relay(body, response, {
      chunk: (bytes) => this.#observer.responseBody(bytes),
      end: () => {
        this.#observer.responseTrailers(trailers())
        client.end(trailers())
      },
    })
  }

  upgrade(head: ResponseHead, server: Duplex, firstBytes: Buffer): void {
    const { asked, socket: client } = this.#upgrade
    this.#switched = true
    this.#observer.response(head)
    writeHead(client, head)
    const isWebSocket = /^websocket$/i.test(getHeader(head.headers, 'upgrade') ?? '')
    if (isWebSocket) this.#requestEnd()
    else {
      const protocol = getHeader(asked.headers, 'upgrade') ?? ''
      this.#upgrade.unread(`The connection was switched to ${protocol}, which is not read`)
    }
    const upward = isWebSocket ? this.#reader('sent', head) : undefined
    const downward = isWebSocket ? this.#reader('received', head) : undefined
    if (this.#upgrade.first.length > 0) client.unshift(this.#upgrade.first)
    if (firstBytes.length > 0) server.unshift(firstBytes)
    joinSockets(client, server as Socket, {
      sent: (bytes) => (upward ? upward.write(bytes) : this.#observer.requestBody(bytes)),
      received: (bytes) => (downward ? downward.write(bytes) : this.#observer.responseBody(bytes)),
      closed: (first) => this.#endReaders([upward, downward], first),
    })
  }

  failed(error: ServerError): void {
    if (this.#over || this.#switched) return
    this.#end(upstreamFailure(error))
    resetSocket(this.#upgrade.socket)
  }

  #reader(direction: 'sent' | 'received', head: ResponseHead): WebSocketReader {
    return readWebSocket(
      direction,
      head.headers,
      (message) => {
        if (message.kind === 'close') this.#closes++
        return this.#observer.message(message)
      },
      (error) => this.#upgrade.unread(`WebSocket frames could not be read: ${error.message}`),
    )
  }

  #requestEnd(): void {
    if (this.#requestEnded) return
    this.#requestEnded = true
    this.#observer.requestEnd([])
  }

  #endReaders(
    readers: ReadonlyArray<WebSocketReader | undefined>,
    first: 'client' | 'server',
  ): void {
    const reading = readers.filter((reader) => reader !== undefined)
    let left = reading.length
    if (left === 0) this.#end()
    for (const reader of reading) {
      reader.end(() => {
        if (--left > 0) return
        const failure = first === 'client' ? leftOff : brokenOff
        this.#end(this.#closes === 0 ? failure : undefined)
      })
    }
  }

  #end(failure?: Failure): void {
    if (this.#over) return
    this.#over = true
    this.#requestEnd()
    this.#observer.end({ at: now(), upstream: this.#facts, ...(failure && { failure }) })
  }
}

/** Writes a head as it is. */
function writeHead(
  socket: Duplex,
  { headers, status, statusText }: Pick<ResponseHead, 'headers' | 'status' | 'statusText'>,
): void {
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`HTTP/1.1 ${status} ${statusText}\r\n${fields.join('')}\r\n`, 'latin1')
}
