import { setRequestBody, setResponseBody } from './body.mjs'
import { harCookie } from './cookies.mjs'

/**
 * A HAR entry of a simulated exchange. `_eval` says what it is (`tag`, `kind`); it is taken off
 * before anybody compares, see `withoutTags`.
 *
 * @param {import('./open-run.mjs').Exchange} exchange
 * @param {'hartifact' | 'chrome'} style
 */
export function harEntry(exchange, style) {
  const { answer, timings } = exchange
  const url = new URL(exchange.url)
  const time = Object.entries(timings).reduce(
    (sum, [name, value]) => sum + (name === 'ssl' ? 0 : Math.max(0, value)),
    0,
  )
  const httpVersion = exchange.h2 ? (style === 'chrome' ? 'h2' : 'HTTP/2') : 'HTTP/1.1'
  const cookieLine = exchange.requestHeaders.find(([name]) => name.toLowerCase() === 'cookie')?.[1]
  const entry = {
    ...(style === 'chrome' && { _resourceType: exchange.resourceType }),
    pageref: 'page_1',
    startedDateTime: new Date(exchange.startedAt).toISOString(),
    time: round(time),
    request: {
      method: exchange.method,
      url: exchange.url,
      httpVersion,
      cookies: (cookieLine?.split('; ') ?? []).map((pair) => {
        const [name = '', ...rest] = pair.split('=')
        return { name, value: rest.join('=') }
      }),
      headers: pairs(exchange.requestHeaders),
      queryString: pairs([...url.searchParams]),
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: answer.status,
      statusText: exchange.h2 ? '' : (reasons[answer.status] ?? ''),
      httpVersion,
      cookies: (answer.cookies ?? []).map(harCookie),
      headers: pairs(exchange.responseHeaders),
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL:
        exchange.responseHeaders.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? '',
      headersSize: -1,
      bodySize: 0,
    },
    cache: {},
    timings,
    serverIPAddress: '127.0.0.1',
    connection: exchange.connection,
    ...(exchange.frames && { _resourceType: 'websocket', _webSocketMessages: exchange.frames }),
    ...(exchange.events && { _resourceType: 'eventsource', _eventSourceMessages: exchange.events }),
    ...(style === 'hartifact' && { _hartifact: { id: '' } }),
    _eval: { tag: exchange.tag, kind: exchange.kind },
  }
  if (exchange.body) setRequestBody(entry, exchange.body.bytes)
  setResponseBody(entry, answer.body?.bytes ?? Buffer.alloc(0))
  return entry
}

/** A HAR of entries, in their order. */
export function harOf(entries, title) {
  return {
    log: {
      version: '1.2',
      creator: { name: 'eval', version: '1' },
      pages: [
        {
          id: 'page_1',
          startedDateTime: entries[0]?.startedDateTime ?? new Date(0).toISOString(),
          title,
          pageTimings: { onContentLoad: -1, onLoad: -1 },
        },
      ],
      entries: entries.map((entry, position) =>
        entry._hartifact
          ? Object.assign(entry, {
              _hartifact: { ...entry._hartifact, id: String(position).padStart(8, '0') },
            })
          : entry,
      ),
    },
  }
}

/** What a comparison gets: the HAR without what only this evaluation knows. */
export function withoutTags(har) {
  return {
    log: { ...har.log, entries: har.log.entries.map(({ _eval, ...entry }) => entry) },
  }
}

const pairs = (list) => list.map(([name, value]) => ({ name, value }))

const round = (value) => Math.round(value * 1000) / 1000

const reasons = {
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}
