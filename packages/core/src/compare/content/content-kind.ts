import type { ContentKind } from './content.ts'
import { looksLikeJson, sniffKind } from './sniff-kind.ts'

/** Media types whose name says what they are. */
const kinds: Readonly<Record<string, ContentKind>> = {
  'application/csv': 'csv',
  'application/ecmascript': 'script',
  'application/graphql-response+json': 'json',
  'application/javascript': 'script',
  'application/json': 'json',
  'application/json-lines': 'json-lines',
  'application/json-seq': 'json-lines',
  'application/jsonl': 'json-lines',
  'application/jsonlines': 'json-lines',
  'application/ndjson': 'json-lines',
  'application/proto': 'grpc',
  'application/protobuf': 'grpc',
  'application/soap+xml': 'xml',
  'application/stream+json': 'json-lines',
  'application/vnd.google.protobuf': 'grpc',
  'application/x-javascript': 'script',
  'application/x-json': 'json',
  'application/x-json-stream': 'json-lines',
  'application/x-jsonlines': 'json-lines',
  'application/x-ndjson': 'json-lines',
  'application/x-protobuf': 'grpc',
  'application/x-www-form-urlencoded': 'form',
  'application/xhtml+xml': 'html',
  'application/xml': 'xml',
  'image/svg+xml': 'image',
  'text/css': 'style',
  'text/csv': 'csv',
  'text/ecmascript': 'script',
  'text/event-stream': 'events',
  'text/html': 'html',
  'text/javascript': 'script',
  'text/json': 'json',
  'text/tab-separated-values': 'csv',
  'text/x-json': 'json',
  'text/xml': 'xml',
}

/** Types that frameworks send when nobody chose one, so that JSON may hide behind them. */
const defaulted: ReadonlySet<string> = new Set(['text/html', 'text/javascript'])

/** What a body is: by its media type, and where that says nothing by its first bytes. */
export function kindOf(mediaType: string, bytes: Uint8Array): ContentKind {
  const named = Object.hasOwn(kinds, mediaType) ? kinds[mediaType] : byPattern(mediaType)
  if (named === undefined) return sniffKind(bytes)
  return defaulted.has(mediaType) && looksLikeJson(bytes) ? 'json' : named
}

function byPattern(mediaType: string): ContentKind | undefined {
  if (mediaType.startsWith('application/grpc')) return 'grpc'
  if (mediaType.endsWith('+json')) return 'json'
  if (mediaType.endsWith('+xml')) return 'xml'
  if (mediaType.startsWith('multipart/')) return 'multipart'
  if (mediaType.startsWith('image/')) return 'image'
  if (/^(?:audio|font|video)\//.test(mediaType)) return 'binary'
  return undefined
}
