import {
  constants,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Stream,
} from 'node:http2'
import { type HeaderList, pairHeaders } from '../../../entry/headers.ts'
import type { InformationalResponse, ResponseHead } from '../engine.ts'
import type { ClientHalf } from './client-half.ts'
import { toHttp2 } from './header-forms.ts'

/** The client's half over HTTP/2. */
export class Http2Client implements ClientHalf {
  readonly body: Http2ServerRequest
  readonly sink: ServerHttp2Stream
  readonly hasBody: boolean
  #trailers: HeaderList = []
  #isSent = false
  #isStopped = false

  constructor(request: Http2ServerRequest, response: Http2ServerResponse) {
    this.body = request
    this.sink = response.stream
    this.hasBody = !this.sink.endAfterHeaders
    // Node's compatibility layer would send trailers of its own.
    this.sink.removeAllListeners('wantTrailers')
    this.sink.on('wantTrailers', () => {
      this.sink.sendTrailers(toHttp2(this.#trailers))
      this.#isSent = true
      if (this.#isStopped) this.stop()
    })
    // What goes wrong is told by `close`.
    this.sink.on('error', () => {})
  }

  trailers(): HeaderList {
    return pairHeaders(this.body.rawTrailers)
  }

  inform({ headers, status }: InformationalResponse): void {
    if (this.sink.headersSent || this.sink.destroyed || this.sink.closed) return
    this.sink.additionalHeaders({ ...toHttp2(headers), ':status': status })
  }

  respond({ headers, status }: ResponseHead, isLast: boolean): void {
    if (this.sink.destroyed || this.sink.closed) return
    this.#isSent = isLast
    this.sink.respond({ ...toHttp2(headers), ':status': status }, {
      endStream: isLast,
      waitForTrailers: !isLast,
      sendDate: false,
    } as object)
  }

  end(trailers: HeaderList): void {
    this.#trailers = trailers
    this.sink.end()
  }

  stop(): void {
    this.#isStopped = true
    // RFC 9113 §8.1.
    if (this.#isSent) setImmediate(() => this.sink.close(constants.NGHTTP2_NO_ERROR))
  }

  reset(code: number = constants.NGHTTP2_INTERNAL_ERROR): void {
    this.sink.close(code)
  }

  onceGone(listener: () => void): void {
    if (this.sink.destroyed) listener()
    else this.sink.once('close', listener)
  }

  onceSent(listener: (isWhole: boolean) => void): void {
    let told = false
    const tell = (isWhole: boolean): void => {
      if (told) return
      told = true
      listener(isWhole)
    }
    this.sink.once('aborted', () => tell(false))
    // A stream that was reset says that it has finished as well.
    this.sink.once('close', () =>
      tell(this.sink.rstCode === constants.NGHTTP2_NO_ERROR && !this.sink.aborted),
    )
  }
}
