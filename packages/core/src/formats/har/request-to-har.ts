import type { EntryRequest } from '../../entry/entry.ts'
import { getHeader, type HeaderList } from '../../entry/headers.ts'
import type { WrittenBody } from './body-to-har.ts'
import { requestCookies } from './cookies.ts'
import { formParams, pairsOf } from './form-params.ts'
import type { HarPair, HarPostData, HarRequest } from './har-types.ts'

export function requestToHar(request: EntryRequest, body: WrittenBody | undefined): HarRequest {
  const { headers, httpVersion, method } = request
  const url = withoutFragment(request.url)
  const { encoding, size, text } = body ?? {}
  return {
    method,
    url,
    httpVersion,
    cookies: requestCookies(headers),
    headers: headersToHar(headers),
    queryString: queryString(url),
    ...(body && { postData: postData(body, headers) }),
    headersSize: headersSize(httpVersion, `${method} ${target(request)} ${httpVersion}`, headers),
    bodySize: request.body?.size ?? 0,
    // HTTP Toolkit and its relatives look for binary bodies here.
    ...(encoding && size !== undefined && text && { _content: { size, encoding, text } }),
  }
}

/** HAR 1.2: "absolute URL of the request (fragments are not included)". */
export function withoutFragment(url: string): string {
  return url.split('#', 1)[0]!
}

export function headersToHar(headers: HeaderList): HarPair[] {
  return headers.map(([name, value]) => ({ name, value }))
}

/**
 * Bytes of the head including the empty line after it; -1 for HTTP/2, where it is compressed and
 * HAR does not say what to count.
 */
export function headersSize(httpVersion: string, firstLine: string, headers: HeaderList): number {
  if (!httpVersion.startsWith('HTTP/1')) return -1
  // On the wire each character of a field is one byte (RFC 9110 §5.5).
  return headers.reduce(
    (size, [name, value]) => size + name.length + 2 + value.length + 2,
    firstLine.length + 2 + 2,
  )
}

function queryString(url: string): HarPair[] {
  const question = url.indexOf('?')
  return question < 0 ? [] : pairsOf(url.slice(question + 1))
}

/** The request target as the server sees it (RFC 9112 §3.2). */
function target({ method, url }: EntryRequest): string {
  const [, authority = '', rest = ''] = /^[^:/?#]+:\/\/([^/?#]*)([^#]*)/.exec(url) ?? []
  if (method === 'CONNECT') return authority
  return rest.startsWith('/') ? rest : `/${rest}`
}

function postData(body: WrittenBody, headers: HeaderList): HarPostData {
  const { bytes, comment, encoding, text } = body
  const params = text === undefined ? undefined : formParams(bytes, headers)
  return {
    mimeType: getHeader(headers, 'content-type') ?? 'application/octet-stream',
    ...(params && { params }),
    ...(text !== undefined && { text }),
    ...(encoding && { encoding }),
    ...(comment && { comment }),
  }
}
