import { getHeaders, type HeaderList } from '../../entry/headers.ts'
import type { HarCookie, HarPair } from './har-types.ts'

/** The cookies of all `Cookie` fields, values as sent (RFC 6265 §4.2). */
export function requestCookies(headers: HeaderList): HarPair[] {
  return getHeaders(headers, 'cookie')
    .flatMap((value) => value.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map(splitPair)
}

/**
 * The cookies of all `Set-Cookie` fields with the attributes that HAR knows (RFC 6265 §5.2).
 *
 * @param receivedAt - ISO time that `Max-Age` counts from
 */
export function responseCookies(headers: HeaderList, receivedAt: string): HarCookie[] {
  return getHeaders(headers, 'set-cookie').map((value) => parseSetCookie(value, receivedAt))
}

function parseSetCookie(value: string, receivedAt: string): HarCookie {
  const [pair = '', ...rest] = value.split(';')
  const attributes = new Map(
    rest.map((attribute) => {
      const { name, value: text } = splitPair(attribute)
      return name === ''
        ? ([text.toLowerCase(), ''] as const)
        : ([name.toLowerCase(), text] as const)
    }),
  )
  const expires = expiry(attributes, receivedAt)
  const path = attributes.get('path')
  const domain = attributes.get('domain')
  const sameSite = attributes.get('samesite')
  return {
    ...splitPair(pair),
    ...(path && { path }),
    ...(domain && { domain }),
    ...(expires && { expires }),
    httpOnly: attributes.has('httponly'),
    secure: attributes.has('secure'),
    ...(sameSite && { sameSite }),
  }
}

/** `Max-Age` goes before `Expires` (RFC 6265 §5.3). */
function expiry(attributes: ReadonlyMap<string, string>, receivedAt: string): string | undefined {
  const maxAge = attributes.get('max-age') ?? ''
  const time = /^-?\d+$/.test(maxAge)
    ? Date.parse(receivedAt) + Number(maxAge) * 1000
    : Date.parse(attributes.get('expires') ?? '')
  // Years beyond these have no ISO form that importers read.
  const isWritable = time >= Date.UTC(1, 0, 1) && time < Date.UTC(10_000, 0, 1)
  return isWritable ? new Date(time).toISOString() : undefined
}

/** A pair without `=` is a value without name. */
function splitPair(pair: string): HarPair {
  const equals = pair.indexOf('=')
  return { name: pair.slice(0, Math.max(equals, 0)).trim(), value: pair.slice(equals + 1).trim() }
}
