import {
  authorityMark,
  type ExchangePlan,
  type Fields,
  type Framing,
  type RequestPlan,
  type ResponsePlan,
  type Version,
} from './plan.ts'
import { bodyBytes } from './body-bytes.ts'

/** An exchange as it is thought up, before anybody asked whether HTTP allows it. */
export interface LoosePlan extends ExchangePlan {
  /** Whether `Trailer` announces trailers. */
  readonly saysTrailers: boolean
  /** Whether a response without body says how long one to a GET would be. */
  readonly saysLength: boolean
  readonly closes: 'no' | 'client' | 'server'
  /** Where among the other fields those of the framing stand. */
  readonly places: readonly number[]
}

/** Fields that Node lets appear once in HTTP/2. */
const single = /^(?:age|authorization|content-.*|date|etag|location|user-agent)$/

/** Makes it an exchange that the version of HTTP allows. */
export function fitted(loose: LoosePlan, version: Version): ExchangePlan {
  const request = fittedRequest(loose, version)
  return { request, response: fittedResponse(loose, request, version) }
}

function fittedRequest(loose: LoosePlan, version: Version): RequestPlan {
  const { closes, places, request, saysTrailers } = loose
  const framing = requestFraming(request, version)
  const body = framing === 'none' ? { ...request.body, size: 0 } : request.body
  const { coding, ...plain } = body
  const isCoded = coding !== undefined && framing !== 'none'
  const trailers = framing === 'chunked' || framing === 'open' ? request.trailers : []
  const expects = request.expects && body.size > 0
  const added: Fields = [
    ...(version === 'HTTP/1.1' ? [field(places, 'Host', authorityMark)] : []),
    ...framingFields(framing, places, wireSize(framing, isCoded ? body : plain)),
    ...(isCoded ? [field(places, 'Content-Encoding', coding)] : []),
    ...(trailers.length > 0 ? [field(places, 'TE', 'trailers')] : []),
    ...(trailers.length > 0 && saysTrailers ? [field(places, 'Trailer', namesOf(trailers))] : []),
    ...(expects ? [field(places, 'Expect', '100-continue')] : []),
    ...(version === 'HTTP/1.1' && closes === 'client'
      ? [field(places, 'Connection', 'close')]
      : []),
  ]
  return {
    ...request,
    headers: legal(placed(request.headers, added, places), version),
    framing,
    body: isCoded ? body : plain,
    trailers: legal(trailers, version),
    expects,
  }
}

function fittedResponse(loose: LoosePlan, request: RequestPlan, version: Version): ResponsePlan {
  const { closes, places, response, saysLength, saysTrailers } = loose
  const { status } = response
  const isBodiless = request.method === 'HEAD' || status === 204 || status === 304
  const framing = isBodiless ? 'none' : responseFraming(response.framing, version)
  const body = framing === 'none' ? { ...response.body, size: 0 } : response.body
  const { coding, ...plain } = body
  const isCoded = coding !== undefined && framing !== 'none'
  const hasTrailers = framing === 'chunked' || (framing === 'open' && version === 'HTTP/2')
  const trailers = hasTrailers ? response.trailers : []
  // RFC 9110 §8.6: not with 204; with the others the length that the body would have.
  const length: Fields =
    isBodiless && saysLength && status !== 204 ? [field(places, 'Content-Length', '1234')] : []
  const isLast = version === 'HTTP/1.1' && closes === 'server'
  const added: Fields = [
    ...framingFields(framing, places, wireSize(framing, isCoded ? body : plain)),
    ...length,
    ...(isCoded ? [field(places, 'Content-Encoding', coding)] : []),
    ...(trailers.length > 0 && saysTrailers ? [field(places, 'Trailer', namesOf(trailers))] : []),
    ...(isLast ? [field(places, 'Connection', 'close')] : []),
  ]
  const interim = response.interim.map((one) => ({
    ...one,
    reason: version === 'HTTP/2' ? '' : one.reason,
    headers: legal(one.headers, version),
  }))
  const go = { status: 100, reason: version === 'HTTP/2' ? '' : 'Continue', headers: [] }
  return {
    ...response,
    interim: request.expects ? [go, ...interim] : interim,
    reason: version === 'HTTP/2' ? '' : response.reason,
    headers: legal(placed(response.headers, added, places), version),
    framing,
    body: isCoded ? body : plain,
    trailers: legal(trailers, version),
  }
}

/** Without a length a request over HTTP/1.1 must be chunked, or has no body (RFC 9112 §6.3). */
function requestFraming({ framing, method }: RequestPlan, version: Version): Framing {
  // RFC 9110 §9.3.8, and a body of these confuses many servers.
  if (method === 'HEAD') return 'none'
  if (version === 'HTTP/1.1') return framing === 'open' ? 'chunked' : framing
  return framing === 'chunked' ? 'open' : framing
}

function responseFraming(framing: Framing, version: Version): Framing {
  if (version === 'HTTP/1.1') return framing === 'none' ? 'length' : framing
  return framing === 'chunked' ? 'open' : framing
}

function framingFields(framing: Framing, places: readonly number[], size: number): Fields {
  if (framing === 'length') return [field(places, 'Content-Length', String(size))]
  // Names of codings have no case (RFC 9112 §7).
  const chunked = (places[1] ?? 0) > 6 ? 'Chunked' : 'chunked'
  return framing === 'chunked' ? [field(places, 'Transfer-Encoding', chunked)] : []
}

function wireSize(framing: Framing, body: RequestPlan['body']): number {
  return framing === 'length' ? bodyBytes(body).wire.length : 0
}

/** In one of its spellings. */
function field([how = 0]: readonly number[], name: string, value: string): Fields[number] {
  return [how > 6 ? name.toUpperCase() : how > 4 ? name.toLowerCase() : name, value]
}

function namesOf(trailers: Fields): string {
  return trailers.map(([name]) => name).join(', ')
}

/** `added` spread among `fields`. */
function placed(fields: Fields, added: Fields, places: readonly number[]): Fields {
  const list = [...fields]
  for (const [index, one] of added.entries()) {
    list.splice((places[index % places.length] ?? 0) % (list.length + 1), 0, one)
  }
  return list
}

/**
 * HTTP/2 has lower case only, and none of the fields of a connection (RFC 9113 §8.2). Both ends are
 * Node's, which keeps fields in an object: repeats stand together, and numbers would come first.
 */
function legal(fields: Fields, version: Version): Fields {
  if (version === 'HTTP/1.1') return fields
  const groups = new Map<string, Array<Fields[number]>>()
  for (const [field_, value] of fields) {
    const name = field_.toLowerCase()
    if (/^\d+$/.test(name) || name === 'transfer-encoding') continue
    const group = groups.get(name) ?? []
    if (group.length > 0 && single.test(name)) continue
    groups.set(name, [...group, [name, value]])
  }
  return [...groups.values()].flat()
}
