import type { Entry, EntryResponse } from '../../entry/entry.ts'
import { getHeader } from '../../entry/headers.ts'
import type { WrittenBody } from './body-to-har.ts'
import { responseCookies } from './cookies.ts'
import type { HarContent, HarResponse } from './har-types.ts'
import { headersSize, headersToHar } from './request-to-har.ts'

/** As Chrome says it. */
const unknownType = 'x-unknown'

export function responseToHar(entry: Entry, body: WrittenBody | undefined): HarResponse {
  const { failure, response } = entry
  if (!response) return noResponse(failure?.message ?? 'No response was seen.')
  const { headers, httpVersion, status, statusText } = response
  return {
    status,
    statusText,
    httpVersion,
    cookies: responseCookies(headers, entry.startedAt),
    headers: headersToHar(headers),
    content: content(response, body),
    redirectURL: getHeader(headers, 'location') ?? '',
    headersSize: headersSize(httpVersion, `${httpVersion} ${status} ${statusText}`, headers),
    bodySize: response.body?.size ?? 0,
    ...(failure && { _error: failure.message }),
  }
}

/** Importers need a response with all its fields; status 0 is the browsers' word for none. */
function noResponse(reason: string): HarResponse {
  return {
    status: 0,
    statusText: '',
    httpVersion: '',
    cookies: [],
    headers: [],
    content: { size: 0, mimeType: unknownType },
    redirectURL: '',
    headersSize: -1,
    bodySize: -1,
    _error: reason,
  }
}

function content({ body: ref, headers }: EntryResponse, body: WrittenBody | undefined): HarContent {
  const mimeType = getHeader(headers, 'content-type') ?? unknownType
  if (!ref || !body) return { size: 0, mimeType }
  const { comment, encoding, size, text } = body
  const saved = size < 0 ? 0 : size - ref.size
  return {
    size,
    ...(saved !== 0 && { compression: saved }),
    mimeType,
    ...(text !== undefined && { text }),
    ...(encoding && { encoding }),
    ...(comment && { comment }),
  }
}
