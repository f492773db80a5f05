import type { IncomingMessage } from 'node:http'
import { getHeader, type HeaderList, pairHeaders } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import type { Connection, EngineHandler, ExchangeHead } from '../engine.ts'
import { withoutProxyFields } from '../forward/header-forms.ts'
import { understandTarget } from '../forward/request-target.ts'
import type { ServerRequest } from '../forward/server-half.ts'
import { parseCredentials } from '../proxy-credentials.ts'
import { badTarget, type Refusal, refusalFor, staleCredentials } from '../refusal.ts'
import type { Destination } from '../upstream/dialer.ts'
import type { MockttpModules } from './modules.ts'
import type { OpenConnection } from './open-connections.ts'
import { socketsBelow } from './sockets-below.ts'

/** A request that is to be forwarded. */
export interface AcceptedRequest {
  readonly head: ExchangeHead
  /** `hasBody` is for whoever knows its framing to say. */
  readonly asked: Omit<ServerRequest, 'hasBody'>
  readonly destination: Destination
}

/** What mockttp knows of the socket a request came on. */
export interface SocketFacts {
  /** `host:port` of the innermost tunnel. */
  readonly tunnel?: string
  readonly secure: boolean
  /** Name of the server that the client gave in TLS. */
  readonly serverName?: string
}

/** Decides whether a request is forwarded, and where to. */
export function acceptRequest(
  request: IncomingMessage,
  kind: ExchangeHead['kind'],
  { connection }: OpenConnection,
  symbols: MockttpModules['symbols'],
  handler: EngineHandler,
): AcceptedRequest | { readonly refusal: Refusal } {
  const at = now()
  const all = pairHeaders(request.rawHeaders)
  const method = request.method ?? 'GET'
  const target = understandTarget(
    {
      target: request.url ?? '',
      method,
      headers: all,
      ...socketFacts(request.socket, symbols),
    },
    kind === 'websocket',
  )
  if (!target) {
    const message = 'A client sent a request whose target is not a valid URL'
    handler.trouble({ kind: 'malformed', message, at }, connection)
    return { refusal: badTarget }
  }
  const refusal = refusalFor(target, (authority) => handler.isOwnAddress(authority))
  if (refusal) return { refusal }
  const own = credentialsOf(all)
  const credentials = own ?? connection.credentials
  if (credentials && !handler.accepts(credentials)) return { refusal: staleCredentials }

  const { destination, path, url } = target
  const httpVersion = request.httpVersionMajor === 2 ? 'HTTP/2' : `HTTP/${request.httpVersion}`
  const headers = withoutProxyFields(all)
  return {
    head: { kind, method, url, httpVersion, headers, at, ...(own && { credentials: own }) },
    asked: { method, path, httpVersion, headers },
    destination,
  }
}

/** See {@link SocketFacts}. */
export function socketFacts(socket: object, symbols: MockttpModules['symbols']): SocketFacts {
  // Those below know nothing of the TLS above them.
  const known = [...socketsBelow(socket)].find((one) => symbols.LastHopEncrypted in one) as
    | Record<symbol, unknown>
    | undefined
  if (!known) return { secure: false }
  const tunnel = known[symbols.LastTunnelAddress] as string | undefined
  const tls = known[symbols.TlsMetadata] as { sniHostname?: string } | undefined
  return {
    secure: known[symbols.LastHopEncrypted] === true,
    ...(tunnel !== undefined && { tunnel }),
    ...(tls?.sniHostname && { serverName: tls.sniHostname }),
  }
}

/** Of an absolute-form request; those of a tunnel are with its connection. */
function credentialsOf(headers: HeaderList): Connection['credentials'] {
  return parseCredentials(getHeader(headers, 'proxy-authorization'))
}
