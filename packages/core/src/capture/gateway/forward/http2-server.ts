import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2'
import { type HeaderList, pairHeaders } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import { fromObject, toHttp2, withoutPseudoFields } from './header-forms.ts'
import { addConnection, type WritableFacts } from './server-facts.ts'
import {
  hasNoBody,
  type ServerError,
  type ServerEvents,
  type ServerHalf,
  type ServerRequest,
} from './server-half.ts'

/** Asks a server in HTTP/2. @throws what Node's `request` throws */
export function openHttp2(
  session: ClientHttp2Session,
  asked: ServerRequest,
  facts: WritableFacts,
  events: ServerEvents,
): ServerHalf {
  const pseudo = Object.fromEntries(asked.headers.filter(([name]) => name.startsWith(':')))
  facts.moments.created ??= now()
  addConnection(facts, session, facts.reused ?? false)
  const stream = session.request(
    { ...pseudo, ...toHttp2(asked.headers) },
    {
      endStream: !asked.hasBody,
      waitForTrailers: asked.hasBody,
    },
  )
  return new Http2Server(stream, asked, facts, events)
}

class Http2Server implements ServerHalf {
  readonly sink: ClientHttp2Stream
  readonly facts: WritableFacts
  readonly #events: ServerEvents
  #requestTrailers: HeaderList = []
  #responseTrailers: HeaderList = []
  #isWhole = false
  #over = false

  constructor(
    stream: ClientHttp2Stream,
    asked: ServerRequest,
    facts: WritableFacts,
    events: ServerEvents,
  ) {
    this.sink = stream
    this.facts = facts
    this.#events = events
    const { moments } = facts
    if (asked.hasBody) stream.once('finish', () => (moments.sent = now()))
    else if (stream.pending) stream.once('ready', () => (moments.sent = now()))
    else moments.sent = now()
    stream.on('wantTrailers', () => stream.sendTrailers(toHttp2(this.#requestTrailers)))
    stream.on('headers', (headers: IncomingHttpHeaders, _flags: number, raw?: string[]) =>
      events.informational({
        status: Number(headers[':status']),
        statusText: '',
        headers: withoutPseudoFields(listOf(headers, raw)),
        at: now(),
      }),
    )
    stream.once('response', (headers: IncomingHttpHeaders, flags: number, raw?: string[]) => {
      moments.responded = now()
      events.response({
        head: {
          status: Number(headers[':status']),
          statusText: '',
          httpVersion: 'HTTP/2',
          headers: withoutPseudoFields(listOf(headers, raw)),
        },
        body: stream,
        isLast:
          (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0 ||
          hasNoBody(asked.method, Number(headers[':status'])),
        trailers: () => this.#responseTrailers,
      })
    })
    stream.once('trailers', (headers: IncomingHttpHeaders, _flags: number, raw?: string[]) => {
      this.#responseTrailers = listOf(headers, raw)
    })
    // A stream that was cut off ends like a whole one, but for its code (RFC 9113 §7).
    stream.prependOnceListener('end', () => {
      if (stream.rstCode) this.#fail(new CutOff(stream.rstCode))
      else this.#isWhole = true
    })
    stream.on('error', (error) => this.#fail(error))
    stream.once('close', () => {
      if (!this.#over && !this.#isWhole && !stream.rstCode) readRest(stream)
      // A server may also take back what it has ended.
      if (!this.#isWhole || stream.rstCode) this.#fail(new CutOff(stream.rstCode ?? 0))
    })
  }

  end(trailers: HeaderList): void {
    this.#requestTrailers = trailers
    this.sink.end()
  }

  abort(code: number = constants.NGHTTP2_CANCEL): void {
    this.#over = true
    this.sink.close(code)
  }

  #fail(error: ServerError): void {
    if (this.#over) return
    this.#over = true
    this.#events.failed(Object.assign(error, { rstCode: this.sink.rstCode }))
  }
}

/**
 * A whole response that was not read in time: when its connection closes, Node takes the stream with
 * it, and what has come stays unread.
 */
function readRest(stream: ClientHttp2Stream): void {
  const { ended } = (stream as unknown as { _readableState: { ended: boolean } })._readableState
  if (!ended) return
  for (let rest: unknown = stream.read(); rest !== null; rest = stream.read()) {
    stream.emit('data', rest)
  }
  stream.emit('end')
}

class CutOff extends Error {
  readonly code = 'ECONNRESET'

  constructor(rstCode: number) {
    super(
      `The server closed the stream before the response was complete (HTTP/2 error code ${rstCode})`,
    )
  }
}

function listOf(headers: IncomingHttpHeaders, raw: string[] | undefined): HeaderList {
  return raw ? pairHeaders(raw) : fromObject(headers)
}
