import { getHeader, type HeaderList } from '../../../entry/headers.ts'
import type { Connection, ExchangeHead } from '../engine.ts'
import { parseCredentials } from '../proxy-credentials.ts'
import type { RequestForm } from '../refusal.ts'
import type { MockttpModules, TappedRequest } from './modules.ts'

/** Fields that are between client and proxy only. */
const hopHeader = /^proxy-(?:authorization|connection)$/i

/** How a request came. Asked before mockttp makes its URL absolute. */
export function formOf(
  { socket, url = '' }: TappedRequest,
  { LastTunnelAddress }: MockttpModules['symbols'],
): RequestForm {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)
  if (absolute) {
    const authority = absolute[1]?.replace(/^.*@/, '') ?? ''
    return {
      form: 'absolute',
      authority: /:\d+$/.test(authority) ? authority : `${authority}:80`,
    }
  }
  const tunnel = (socket as unknown as Record<symbol, string | undefined>)[LastTunnelAddress]
  return tunnel ? { form: 'tunnel', authority: tunnel } : { form: 'origin' }
}

/** RFC 9112 §3.2: a path, `*`, or an absolute URL. */
export function isValidTarget(target = ''): boolean {
  return /^[/*]/.test(target) || URL.canParse(target)
}

/** Of an absolute-form request; those of a tunnel are with its connection. */
export function credentialsOf(headers: HeaderList): Connection['credentials'] {
  return parseCredentials(getHeader(headers, 'proxy-authorization'))
}

/** `HTTP/1.1` and the like. */
export function versionOf({ httpVersion, httpVersionMajor }: TappedRequest): string {
  return httpVersionMajor === 2 ? 'HTTP/2' : `HTTP/${httpVersion}`
}

/** The head of a request to which mockttp has given an absolute URL. */
export function headOf(
  kind: ExchangeHead['kind'],
  request: TappedRequest,
  headers: HeaderList,
  at: number,
): ExchangeHead {
  const credentials = credentialsOf(headers)
  return {
    kind,
    method: request.method ?? 'GET',
    url: request.url ?? '',
    httpVersion: versionOf(request),
    headers: headers.filter(([name]) => !hopHeader.test(name)),
    at,
    ...(credentials && { credentials }),
  }
}
