import { constants } from 'node:http2'
import type { Failure } from '../../../entry/entry.ts'
import { getHeader, type HeaderList } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import type {
  ClientFacts,
  ExchangeObserver,
  InformationalResponse,
  ResponseHead,
} from '../engine.ts'
import type { Destination } from '../upstream/dialer.ts'
import { upstreamFailure } from '../upstream/failure.ts'
import type { ClientHalf } from './client-half.ts'
import { openHttp1 } from './http1-server.ts'
import { openHttp2 } from './http2-server.ts'
import { toHttp1 } from './header-forms.ts'
import { relay } from './relay.ts'
import type { ServerConnections } from './server-connections.ts'
import type { WritableFacts } from './server-facts.ts'
import {
  mayRepeat,
  type ServerError,
  type ServerEvents,
  type ServerHalf,
  type ServerRequest,
  type ServerResponsePart,
} from './server-half.ts'

/** What is forwarded, and to where. */
export interface Forwarded {
  readonly client: ClientHalf
  readonly asked: ServerRequest
  readonly destination: Destination
  readonly connections: ServerConnections
  readonly observer: ExchangeObserver
}

/** The client closed its side before it had the whole response. */
export const clientAborted: Failure = {
  kind: 'client-aborted',
  message: 'The client closed the connection before the response was complete',
}

/**
 * Forwards a request to its server and the response to its client, both as they come, and tells the
 * observer what passes. Whatever breaks on one side breaks on the other.
 *
 * @param done - called when the exchange is over
 */
export function forwardRequest(forwarded: Forwarded, done: () => void): void {
  new Forwarding(forwarded, done).start()
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

class Forwarding implements ServerEvents {
  readonly #client: ClientHalf
  readonly #asked: ServerRequest
  readonly #destination: Destination
  readonly #connections: ServerConnections
  readonly #observer: ExchangeObserver
  readonly #done: () => void
  readonly #facts: WritableFacts = { moments: {} }
  readonly #times: Writable<ClientFacts> = {}
  #server: ServerHalf | undefined
  #stopSending: () => void = () => {}
  #requestEnded = false
  /** Attempts that may still be made. */
  #left = 2
  /** The server's side is over, well or not. */
  #serverEnded = false
  #responseEnded = false
  #isLast = false
  /** Bytes of the response that the client still waits for, where its head says how many come. */
  #awaited: number | undefined
  #clientClosed = false
  #failure: Failure | undefined
  #over = false

  constructor({ asked, client, connections, destination, observer }: Forwarded, done: () => void) {
    this.#done = done
    this.#asked = asked
    this.#client = client
    this.#connections = connections
    this.#destination = destination
    this.#observer = observer
  }

  start(): void {
    this.#client.onceSent((isWhole) => this.#onSent(isWhole))
    if (this.#over) return
    // What breaks on this side is told by the listener above.
    this.#client.body.on('error', () => {})
    if (!this.#client.hasBody) this.#onRequestEnd([])
    if (this.#asked.httpVersion === 'HTTP/2') void this.#openSession()
    else this.#send(openHttp1(this.#connections, this.#destination, this.#asked, this.#facts, this))
  }

  informational(head: InformationalResponse): void {
    if (this.#over || this.#clientClosed) return
    this.#observer.informational(head)
    this.#toClient(() => this.#client.inform(head))
  }

  response({ body, head, isLast, trailers }: ServerResponsePart): void {
    if (this.#over || this.#clientClosed) return
    this.#observer.response(head)
    this.#isLast = isLast
    const length = getHeader(head.headers, 'content-length')
    if (length !== undefined && /^\d+$/.test(length)) this.#awaited = Number(length)
    if (!this.#toClient(() => this.#client.respond(head, isLast))) return
    this.#times.responded = now()
    relay(body, this.#client.sink, {
      chunk: (bytes) => {
        if (this.#awaited !== undefined) this.#awaited -= bytes.byteLength
        return this.#observer.responseBody(bytes)
      },
      end: () => this.#onResponseEnd(trailers()),
    })
  }

  upgrade(_head: ResponseHead): void {
    this.#breakOff(
      Object.assign(new Error('The server switched protocols unasked'), { code: 'HPE_UPGRADE' }),
    )
  }

  failed(error: ServerError): void {
    this.#stopSending()
    if (this.#mayTryAgain(error)) {
      this.#left--
      void this.#openSession()
      return
    }
    // After the whole response this is about the rest of the request only.
    if (this.#responseEnded && !error.rstCode) {
      this.#serverEnded = true
      this.#endIfDone()
      return
    }
    this.#breakOff(error)
  }

  async #openSession(): Promise<void> {
    try {
      const session = await this.#connections.session(this.#destination, this.#facts)
      if (this.#clientClosed) return
      if (session) {
        this.#send(openHttp2(session, this.#asked, this.#facts, this))
        return
      }
      const { hasBody, headers } = this.#asked
      const asked = {
        ...this.#asked,
        httpVersion: 'HTTP/1.1',
        headers: toHttp1(headers, hasBody),
      }
      this.#send(openHttp1(this.#connections, this.#destination, asked, this.#facts, this))
    } catch (error) {
      this.#breakOff(error as Error)
    }
  }

  #send(server: ServerHalf): void {
    this.#server = server
    if (!this.#client.hasBody) {
      server.end([])
      return
    }
    server.sink.once('close', () => {
      this.#serverEnded = true
      this.#endIfDone()
    })
    this.#stopSending = relay(this.#client.body, server.sink, {
      chunk: (bytes) => this.#observer.requestBody(bytes),
      end: () => {
        // Where the server has stopped listening, the request never became whole.
        if (server.sink.destroyed) return
        const trailers = this.#client.trailers()
        this.#onRequestEnd(trailers)
        server.end(trailers)
      },
    })
  }

  #onRequestEnd(trailers: HeaderList): void {
    if (this.#requestEnded || this.#over) return
    this.#requestEnded = true
    this.#times.received = now()
    this.#observer.requestEnd(trailers)
    this.#endIfDone()
  }

  #onResponseEnd(trailers: HeaderList): void {
    this.#responseEnded = true
    if (trailers.length > 0) this.#observer.responseTrailers(trailers)
    this.#toClient(() => this.#client.end(trailers))
  }

  /** Node refuses to write what its parser has let through: control characters in a value. */
  #toClient(write: () => void): boolean {
    try {
      write()
      return true
    } catch (error) {
      this.#breakOff(error as Error)
      return false
    }
  }

  #onSent(isWhole: boolean): void {
    this.#clientClosed = true
    // The server may say only later that nothing follows.
    if (isWhole && this.#isLast) this.#responseEnded = true
    if (isWhole && this.#responseEnded) {
      this.#times.finished = now()
      this.#endIfDone()
      if (this.#over) return
      // An early answer: the rest of the request may still come, or not.
      this.#client.onceGone(() => {
        this.#server?.abort()
        this.#end()
      })
      return
    }
    // Who has all the bytes that were announced need not wait for the end of the stream: curl does not.
    const hasAll = this.#awaited === 0 && this.#client.sink.writableLength === 0
    if (hasAll) this.#times.finished = now()
    else this.#failure ??= clientAborted
    this.#server?.abort(constants.NGHTTP2_CANCEL)
    this.#end()
  }

  /**
   * A server may close an idle connection in the very moment it is used again, or say that it has not
   * looked at a stream (RFC 9113 §8.7): nothing is lost by another attempt.
   */
  #mayTryAgain({ rstCode }: ServerError): boolean {
    if (this.#asked.httpVersion !== 'HTTP/2' || this.#asked.hasBody) return false
    if (this.#over || this.#clientClosed || this.#left === 0) return false
    if (this.#facts.moments.responded !== undefined) return false
    if (rstCode === constants.NGHTTP2_REFUSED_STREAM) return true
    return this.#facts.reused === true && mayRepeat(this.#asked)
  }

  #breakOff(error: ServerError): void {
    if (this.#over) return
    this.#failure ??= upstreamFailure(error)
    this.#server?.abort()
    this.#end()
    this.#client.reset(error.rstCode || undefined)
  }

  #endIfDone(): void {
    if (this.#responseEnded && this.#serverEnded && !this.#requestEnded) this.#client.stop()
    if (!this.#clientClosed || !this.#responseEnded) return
    if (this.#requestEnded || this.#serverEnded) this.#end()
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    this.#observer.end({
      at: now(),
      upstream: this.#facts,
      client: this.#times,
      ...(this.#failure && { failure: this.#failure }),
    })
    this.#done()
  }
}
