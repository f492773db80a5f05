import type { ServerResponse } from 'node:http'
import { constants, type ServerHttp2Stream } from 'node:http2'
import { type HeaderList, pairHeaders } from '../../../entry/headers.ts'
import type { ExchangeObserver } from '../engine.ts'
import type { TappedRequest } from './modules.ts'

/** What a tap tells: an exchange whose observer is set once the request is understood. */
export interface TapTarget {
  observer: ExchangeObserver | undefined
  /** Whether the server's side has broken, so that the client must not get a clean end. */
  isBroken(): boolean
}

/**
 * Listens to what is written to `response` without changing it. Must be called before mockttp gets
 * the response: its own hooks then call ours, with what really goes to the client.
 *
 * @param statusText - the reason phrase to report, asked when the head is written
 */
export function tapResponse(
  response: ServerResponse,
  httpVersion: string,
  target: TapTarget,
  statusText: () => string | undefined,
): void {
  const { writeHead, write, end, addTrailers } = response
  const isHttp2 = httpVersion === 'HTTP/2'
  let headTold = false
  let inEnd = false

  response.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]) {
    const reason = typeof rest[0] === 'string' ? rest[0] : undefined
    const headers = rest.find((argument) => typeof argument === 'object' && argument !== null)
    // mockttp tries to write another head when something fails after the first one.
    if (!headTold) {
      headTold = true
      target.observer?.response({
        status,
        statusText: isHttp2 ? '' : (statusText() ?? reason ?? ''),
        httpVersion,
        headers: toPairs(headers),
      })
    }
    return writeHead.apply(this, [status, ...rest] as never)
  }

  response.write = function (this: ServerResponse, chunk: unknown, ...rest: unknown[]) {
    // HTTP/2 responses write the last chunk by calling `write` from `end`.
    if (!inEnd) tell(chunk, rest[0])
    return write.apply(this, [chunk, ...rest] as never)
  } as ServerResponse['write']

  response.end = function (this: ServerResponse, ...parameters: unknown[]) {
    const [chunk, encoding] = parameters
    if (target.isBroken() && response.headersSent) return reset(response)
    if (typeof chunk !== 'function') tell(chunk, encoding)
    inEnd = true
    try {
      return end.apply(this, parameters as never)
    } finally {
      inEnd = false
    }
  } as ServerResponse['end']

  response.addTrailers = function (this: ServerResponse, trailers: never) {
    target.observer?.responseTrailers(toPairs(trailers))
    return addTrailers.call(this, trailers)
  }

  function tell(chunk: unknown, encoding: unknown): void {
    if (chunk === undefined || chunk === null) return
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : (chunk as Uint8Array)
    if (bytes.length > 0) target.observer?.responseBody(bytes)
  }
}

/** Lets the client see that the response is not whole. */
function reset(response: ServerResponse & { stream?: ServerHttp2Stream }): ServerResponse {
  if (response.stream) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  else response.socket?.destroy()
  return response
}

/**
 * Listens to the body of `request` as the parser delivers it. A `data` listener would start the
 * flow before mockttp reads, so the entrance of the stream is watched instead.
 */
export function tapRequestBody(request: TappedRequest, target: TapTarget): void {
  const { push } = request
  let ended = false
  request.push = function (this: TappedRequest, chunk: unknown, ...rest: unknown[]) {
    if (chunk !== null && chunk !== undefined) {
      if (!ended) target.observer?.requestBody(chunk as Uint8Array)
    } else if (!ended) {
      ended = true
      target.observer?.requestEnd(toPairs(request.rawTrailers))
    }
    return push.apply(this, [chunk, ...rest] as never)
  } as TappedRequest['push']
}

/** Flat lists, lists of pairs and objects as pairs. */
export function toPairs(headers: unknown): HeaderList {
  if (headers === undefined || headers === null) return []
  if (Array.isArray(headers)) {
    if (headers.length === 0) return []
    return Array.isArray(headers[0])
      ? headers.map(([name, value]) => [String(name), String(value)] as const)
      : pairHeaders(headers.map(String))
  }
  return Object.entries(headers as Record<string, unknown>)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)] as const),
    )
}
