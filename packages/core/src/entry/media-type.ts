import { getHeader, type HeaderList } from './headers.ts'

/** Application types that are text although neither their name nor their suffix says so. */
const textualApplications: ReadonlySet<string> = new Set([
  'application/ecmascript',
  'application/graphql',
  'application/javascript',
  'application/json',
  'application/jwt',
  'application/ndjson',
  'application/sql',
  'application/toml',
  'application/x-javascript',
  'application/x-ndjson',
  'application/x-www-form-urlencoded',
  'application/x-yaml',
  'application/xml',
  'application/yaml',
])

/**
 * Whether a body of this media type is meant to be read as text: `text/*`, JSON, XML, scripts,
 * forms, and everything with the suffix `+json`, `+xml` or `+yaml` (RFC 6838 §4.2.8).
 *
 * @param type - in lower case without parameters, as `mediaType` of `headers.ts` returns it
 */
export function isTextual(type: string): boolean {
  return (
    type.startsWith('text/') || textualApplications.has(type) || /\+(json|xml|yaml)$/.test(type)
  )
}

/** The `charset` parameter of `content-type` in lower case, or `undefined` (RFC 9110 §8.3.2). */
export function charset(headers: HeaderList): string | undefined {
  const match = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(getHeader(headers, 'content-type') ?? '')
  return match?.[1]?.toLowerCase()
}
