import { constants, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2'

/** A client's stream of HTTP/2, and what came on it. */
export interface FollowedStream {
  readonly stream: ClientHttp2Stream
  readonly informational: IncomingHttpHeaders[]
  /** Of the final response; empty before. */
  headers: IncomingHttpHeaders
  /** Whether the response ended with its head (RFC 9113 §8.1). */
  endedWithHead: boolean
  trailers: IncomingHttpHeaders
  body: Buffer
  /** Resolves with the head of the response; never, when there is none. */
  readonly responded: Promise<void>
  /** Resolves when the stream is closed, orderly or not: see `stream.rstCode`. */
  readonly closed: Promise<FollowedStream>
  /** Waits until so many bytes of the body have come. */
  takeBytes(count: number): Promise<Buffer>
}

/** Reads everything that comes on a stream. */
export function follow(stream: ClientHttp2Stream): FollowedStream {
  let waiting: Array<() => void> = []
  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  const chunks: Buffer[] = []
  let taken = 0
  const followed: FollowedStream = {
    stream,
    informational: [],
    headers: {},
    endedWithHead: false,
    trailers: {},
    body: Buffer.alloc(0),
    responded: new Promise((resolve) => stream.once('response', () => resolve())),
    closed: new Promise((resolve) => {
      stream.once('close', () => {
        followed.body = Buffer.concat(chunks)
        wake()
        resolve(followed)
      })
    }),
    async takeBytes(count) {
      for (;;) {
        const all = Buffer.concat(chunks)
        if (all.length >= taken + count) return all.subarray(taken, (taken += count))
        if (stream.closed) throw new Error(`The stream was closed with code ${stream.rstCode}`)
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
  }
  stream.on('headers', (headers) => followed.informational.push(headers))
  stream.on('response', (headers, flags) => {
    followed.headers = headers
    followed.endedWithHead = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0
  })
  stream.on('trailers', (trailers) => (followed.trailers = trailers))
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    wake()
  })
  stream.on('error', () => {})
  return followed
}
