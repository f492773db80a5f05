import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getHeader, getHeaders, type HeaderList, pairHeaders } from '../../../entry/headers.ts'
import type { InformationalResponse, ResponseHead } from '../engine.ts'
import type { ClientHalf } from './client-half.ts'
import { flatten, withoutPseudoFields } from './header-forms.ts'
import { resetSocket } from './reset-socket.ts'

/** Milliseconds that a client may still send after an early answer, before its connection is cut. */
const lingering = 5_000

/** What Node's own `writeEarlyHints` and the like stand on. */
interface RawResponse {
  readonly _headerSent: boolean
  _sent100: boolean
  _send(data: string, encoding: 'latin1'): boolean
  _writeRaw(text: string, encoding: 'latin1'): boolean
}

/** The client's half over HTTP/1.x. */
export class Http1Client implements ClientHalf {
  readonly body: IncomingMessage
  readonly sink: ServerResponse
  readonly hasBody: boolean

  constructor(request: IncomingMessage, response: ServerResponse, headers: HeaderList) {
    this.body = request
    this.sink = response
    // RFC 9112 §6.3: without either there is none.
    this.hasBody =
      getHeader(headers, 'transfer-encoding') !== undefined ||
      Number(getHeader(headers, 'content-length') ?? 0) !== 0
    // What goes wrong is told by `close`.
    response.on('error', () => {})
    // Whatever is not in the server's response is not in ours.
    response.sendDate = false
    response.removeHeader('connection')
    response.removeHeader('content-length')
    response.removeHeader('transfer-encoding')
  }

  trailers(): HeaderList {
    return pairHeaders(this.body.rawTrailers)
  }

  inform({ headers, status, statusText }: InformationalResponse): void {
    const response = this.sink as unknown as RawResponse
    if (response._headerSent || this.body.httpVersion === '1.0') return
    const fields = withoutPseudoFields(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    // Node closes the connection of a client that asked for it in vain.
    if (status === 100) response._sent100 = true
    response._writeRaw(`HTTP/1.1 ${status} ${statusText}\r\n${fields.join('')}\r\n`, 'latin1')
  }

  respond({ headers, status, statusText }: ResponseHead): void {
    const response = this.sink
    response.writeHead(status, statusText, flatten(this.#framed(headers)))
    const coding = getHeaders(headers, 'transfer-encoding').join(',')
    if (coding && !/(?:^|,)\s*chunked\s*$/i.test(coding)) {
      // RFC 9112 §6.3: such a body ends with its connection.
      response.chunkedEncoding = false
      ;(response as unknown as { _last: boolean })._last = true
    }
    // The head goes out with the first bytes, but does not wait for them.
    setImmediate(() => {
      const raw = response as unknown as RawResponse
      // `flushHeaders` would write it as UTF-8.
      if (!raw._headerSent && !response.destroyed) raw._send('', 'latin1')
    })
    if (!this.body.complete) lingerOn(this.body.socket)
  }

  end(trailers: HeaderList): void {
    if (trailers.length > 0) this.sink.addTrailers(trailers as Array<[string, string]>)
    this.sink.end()
  }

  stop(): void {
    // What still comes is read and thrown away; the response said whether the connection goes on.
  }

  reset(): void {
    resetSocket(this.body.socket)
  }

  onceGone(listener: () => void): void {
    const { socket } = this.body
    if (socket.destroyed) listener()
    else socket.once('close', listener)
  }

  onceSent(listener: (isWhole: boolean) => void): void {
    let told = false
    const tell = (isWhole: boolean): void => {
      if (told) return
      told = true
      listener(isWhole)
    }
    if (this.sink.destroyed || this.body.socket.destroyed) tell(false)
    this.sink.once('finish', () => tell(true))
    this.sink.once('close', () => tell(this.sink.writableFinished))
  }

  /** HTTP/1.0 knows no chunks: there the end of the connection ends the body (RFC 9112 §7.1). */
  #framed(headers: HeaderList): HeaderList {
    if (this.body.httpVersion !== '1.0') return headers
    return headers.filter(([name]) => name.toLowerCase() !== 'transfer-encoding')
  }
}

/**
 * Lets a client that is still sending read an early answer (RFC 9112 §9.6): closing at once, with
 * bytes unread, would make its system throw the answer away.
 */
function lingerOn(socket: Socket): void {
  socket.destroySoon = () => {
    if (socket.destroyed) return
    socket.end()
    const timer = setTimeout(() => socket.destroy(), lingering)
    socket.once('close', () => clearTimeout(timer))
    socket.once('end', () => socket.destroy())
    socket.resume()
  }
}
