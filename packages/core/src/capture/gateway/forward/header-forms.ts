import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import type { HeaderList } from '../../../entry/headers.ts'

/** Between a client and its proxy only; servers never see them. */
const ofProxy = /^proxy-(?:authorization|connection)$/i

/** About one HTTP/1.1 connection, and malformed in HTTP/2 (RFC 9113 §8.2.2). */
const ofConnection =
  /^(?:connection|keep-alive|proxy-connection|transfer-encoding|upgrade|http2-settings)$/i

/** Fields that Node lets appear once in HTTP/2; a second one would fail the whole message. */
const single = new Set([
  'access-control-allow-credentials',
  'access-control-max-age',
  'access-control-request-method',
  'age',
  'authorization',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'content-type',
  'date',
  'dnt',
  'etag',
  'expires',
  'from',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'range',
  'referer',
  'retry-after',
  'tk',
  'upgrade-insecure-requests',
  'user-agent',
  'x-content-type-options',
])

/** Without the fields that are between client and proxy. */
export function withoutProxyFields(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => !ofProxy.test(name))
}

/** Without `:method` and the like. */
export function withoutPseudoFields(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => !name.startsWith(':'))
}

/** Node's flat list, as its HTTP/1.1 classes write it without looking. */
export function flatten(headers: HeaderList): string[] {
  const flat: string[] = []
  for (const [name, value] of headers) flat.push(name, value)
  return flat
}

/** Fields as HTTP/2 wants them: lower case, without those of an HTTP/1.1 connection. */
export function toHttp2(headers: HeaderList): OutgoingHttpHeaders {
  // A field may have any name, also `constructor`.
  const object = Object.create(null) as Record<string, string | string[]>
  for (const [field, value] of headers) {
    const name = field.toLowerCase()
    if (name.startsWith(':') || ofConnection.test(name)) continue
    // `trailers` is all that HTTP/2 allows here.
    if (name === 'te' && value.trim().toLowerCase() !== 'trailers') continue
    const before = object[name]
    if (before === undefined) object[name] = name === 'te' ? 'trailers' : value
    else if (!single.has(name))
      object[name] = [...(Array.isArray(before) ? before : [before]), value]
  }
  return object
}

/**
 * The head of an HTTP/2 request as one of HTTP/1.1: `:authority` becomes `Host`, and cookies that
 * came in crumbs are one field again (RFC 9113 §8.2.3, §8.3.1).
 *
 * @param hasBody - whether a body follows; without a length it must be chunked
 */
export function toHttp1(headers: HeaderList, hasBody: boolean): HeaderList {
  const fields: Array<readonly [string, string]> = []
  let authority: string | undefined
  let hasHost = false
  let hasLength = false
  const cookies: string[] = []
  for (const [name, value] of headers) {
    if (name === ':authority') authority = value
    if (name.startsWith(':')) continue
    hasHost ||= name === 'host'
    hasLength ||= name === 'content-length'
    if (name === 'cookie') {
      if (cookies.push(value) > 1) continue
    }
    fields.push([name, value])
  }
  const joined = fields.map((field) =>
    field[0] === 'cookie' ? (['cookie', cookies.join('; ')] as const) : field,
  )
  return [
    ...(!hasHost && authority !== undefined ? [['host', authority] as const] : []),
    ...joined,
    ...(hasBody && !hasLength ? [['transfer-encoding', 'chunked'] as const] : []),
  ]
}

/** Headers that HTTP/2 gave as an object, where there is no list of them. */
export function fromObject(headers: IncomingHttpHeaders): HeaderList {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined
      ? []
      : (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const),
  )
}
