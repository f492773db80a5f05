import { createHash } from 'node:crypto'
import type { Entry } from '../../entry/entry.ts'
import { type HeaderList, mediaType } from '../../entry/headers.ts'
import { unknownTimings } from '../../entry/unknown-timings.ts'
import type { Content, ContentKind } from '../content/content.ts'
import type { Exchange } from '../exchange.ts'
import type { Tree } from '../tree.ts'
import { decodePart } from './learn-paths.ts'

/** An exchange as tests write it down. */
export interface ExchangeData {
  /** Method and URL; a path belongs to `https://shop.test`. */
  readonly at: string
  readonly headers?: HeaderList
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  /** Default 200; 0 for none. */
  readonly status?: number
  readonly responseHeaders?: HeaderList
  readonly response?: unknown
}

/** A session of a test. */
export function sessionOf(...exchanges: readonly ExchangeData[]): Exchange[] {
  return exchanges.map((data, number) => exchangeOf(data, number))
}

/** An exchange of a test. */
export function exchangeOf(data: ExchangeData, number = 0): Exchange {
  const [method = 'GET', at = '/'] = data.at.split(/ (.*)/s)
  const url = new URL(at, 'https://shop.test')
  const headers = data.headers ?? []
  const responseHeaders = data.responseHeaders ?? []
  const requestContent = contentOf(data.body, headers)
  const responseContent = contentOf(data.response, responseHeaders)
  const status = data.status ?? 200
  const entry: Entry = {
    id: String(number).padStart(8, '0'),
    startedAt: new Date(1_700_000_000_000 + number * 10).toISOString(),
    request: { method, url: url.href, httpVersion: 'HTTP/1.1', headers },
    ...(status === 0
      ? { failure: { kind: 'reset', message: 'The connection broke.' } as const }
      : {
          response: { status, statusText: '', httpVersion: 'HTTP/1.1', headers: responseHeaders },
        }),
    timings: unknownTimings,
    attribution: 'port',
    annotations: [],
  }
  return {
    number,
    entry,
    target: {
      scheme: url.protocol.slice(0, -1),
      host: url.host,
      path: url.pathname,
      segments: url.pathname
        .split('/')
        .filter((part) => part !== '')
        .map(decodePart),
      query: [...url.searchParams],
    },
    ...(requestContent && { requestContent }),
    ...(responseContent && { responseContent }),
  }
}

function contentOf(body: unknown, headers: HeaderList): Content | undefined {
  if (body === undefined) return undefined
  const isText = typeof body === 'string'
  const bytes = Buffer.from(isText ? body : JSON.stringify(body))
  const type = mediaType(headers) || (isText ? 'text/plain' : 'application/json')
  const kind = kindOf(type)
  return {
    mediaType: type,
    kind,
    bytes,
    hash: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    wireSize: bytes.length,
    codings: [],
    tree: () => treeOf(kind, bytes.toString()),
    release() {},
  }
}

function kindOf(type: string): ContentKind {
  if (type.includes('json')) return 'json'
  if (type.includes('form-urlencoded')) return 'form'
  if (type.includes('xml') && !type.includes('html')) return 'xml'
  if (type.includes('html')) return 'html'
  return type.includes('javascript') ? 'script' : 'text'
}

function treeOf(kind: ContentKind, text: string): Tree {
  if (kind === 'form') return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text) as Tree
  } catch {
    return text
  }
}
