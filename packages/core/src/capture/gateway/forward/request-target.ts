import { isIP } from 'node:net'
import { getHeader, type HeaderList } from '../../../entry/headers.ts'
import type { Destination } from '../upstream/dialer.ts'

/** How a request reached the proxy. */
export interface Arrival {
  /** The target of its request line, or `:path`. */
  readonly target: string
  readonly method: string
  readonly headers: HeaderList
  /** `host:port` of the tunnel it came through. */
  readonly tunnel?: string
  /** Whether TLS was spoken inside the tunnel. */
  readonly secure: boolean
  /** Name of the server that the client gave in TLS. */
  readonly serverName?: string
}

/** Where a request is to go, and what is to be asked there. */
export interface RequestTarget {
  /** Absolute, as the client spelled it. */
  readonly url: string
  /** Origin form, or `*` (RFC 9112 §3.2). */
  readonly path: string
  readonly destination: Destination
  readonly form: 'absolute' | 'tunnel' | 'origin'
}

/** Understands the target of a request (RFC 9112 §3.3); `undefined` when it makes no sense. */
export function understandTarget(
  arrival: Arrival,
  isWebSocket: boolean,
): RequestTarget | undefined {
  const { target } = arrival
  return target.startsWith('/') || target === '*'
    ? relativeTarget(arrival, isWebSocket)
    : absoluteTarget(arrival, isWebSocket)
}

function absoluteTarget(
  { method, target }: Arrival,
  isWebSocket: boolean,
): RequestTarget | undefined {
  const [, scheme = '', authority = '', rest = ''] =
    /^(https?|wss?):\/\/([^/?#]+)(.*)$/is.exec(target) ?? []
  const secure = /s$/i.test(scheme)
  const address = splitAuthority(authority.replace(/^.*@/s, ''), secure ? 443 : 80)
  if (!scheme || !address || !URL.canParse(target)) return undefined
  // A path is never empty, but for OPTIONS about the server itself (RFC 9112 §3.2.4).
  const path = rest.startsWith('/') ? rest : method === 'OPTIONS' && !rest ? '*' : `/${rest}`
  const url = isWebSocket ? target.replace(/^http/i, 'ws') : target
  return { url, path, destination: { ...address, secure }, form: 'absolute' }
}

function relativeTarget(
  { headers, secure, serverName, target, tunnel }: Arrival,
  isWebSocket: boolean,
): RequestTarget | undefined {
  const port = secure ? 443 : 80
  const named = getHeader(headers, ':authority') ?? getHeader(headers, 'host')
  // Without a tunnel it was not sent to a proxy at all, whatever it says.
  const address = splitAuthority(tunnel ?? 'unknown', port)
  if (!address) return undefined
  const name = isIP(address.host)
    ? (splitAuthority(named ?? '', port)?.host ?? serverName ?? address.host)
    : address.host
  const scheme = `${isWebSocket ? 'ws' : 'http'}${secure ? 's' : ''}`
  const authority = `${name.includes(':') ? `[${name}]` : name}${address.port === port ? '' : `:${address.port}`}`
  const url = `${scheme}://${authority}${target === '*' ? '' : target}`
  if (!URL.canParse(url)) return undefined
  return {
    url,
    path: target,
    destination: secure ? secureDestination(address, serverName) : { ...address, secure },
    form: tunnel === undefined ? 'origin' : 'tunnel',
  }
}

/**
 * A server that is spoken to in TLS.
 *
 * @param serverName - what the client called it in TLS; counts where it resolved the name itself
 */
export function secureDestination(
  address: { readonly host: string; readonly port: number },
  serverName: string | undefined,
): Destination {
  const isNamed = serverName !== undefined && isIP(address.host) && !isIP(serverName)
  return { ...address, secure: true, ...(isNamed && { serverName }) }
}

/** `host`, `host:port` or `[address]:port` as what they name. */
export function splitAuthority(
  authority: string,
  defaultPort: number,
): { readonly host: string; readonly port: number } | undefined {
  const [, bracketed, plain, digits] =
    /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d*))?$/.exec(authority) ?? []
  const host = bracketed ?? plain
  const port = digits ? Number(digits) : defaultPort
  return host === undefined || port > 65_535 ? undefined : { host, port }
}
