import type { ClientHttp2Session } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { AddressModule } from './address.cts'
import type { PatchModule } from './patch.cts'
import type { RoutingParts } from './route.cts'
import type { ConnectOptions, ThroughModule } from './through.cts'
import type { TrustModule } from './trust.cts'

const http2 = require('node:http2') as typeof import('node:http2')
const tls = require('node:tls') as typeof import('node:tls')
const { plainHost, serverNameOf } = require('./address.cjs') as AddressModule
const { patch } = require('./patch.cjs') as PatchModule
const { connectThrough, wayOf } = require('./through.cjs') as ThroughModule
const { trusting } = require('./trust.cjs') as TrustModule

interface SessionOptions extends ConnectOptions {
  readonly ALPNCallback?: unknown
  readonly allowHTTP1?: boolean
}

interface Authority {
  readonly protocol?: string
  readonly hostname?: string
  readonly host?: string
  readonly port?: string | number
}

/** Makes HTTP/2 sessions connect through the proxy, both with TLS and without. */
function routeHttp2(parts: RoutingParts): () => void {
  return patch(http2, 'connect', (original) => {
    return function (...parameters) {
      const [authority, given] = parameters as [unknown, SessionOptions | undefined]
      const options = typeof given === 'object' && given !== null ? given : {}
      const route = options.createConnection ? undefined : parts.routeOf()
      const server = route && addressOf(authority, options)
      // Sockets are for mock libraries, and none answers HTTP/2.
      const way = server && wayOf(parts, route, { ...server, ...options }, server.secure)
      if (!way) return original.apply(this, parameters)
      const overTls = (socket: Duplex): Duplex => {
        const servername = options.servername || serverNameOf(server.host)
        const own = { ...(options as object), ...protocolsOf(options), servername, socket }
        return tls.connect({ ...own, host: server.host, ...trusting(options, way.route.ca) })
      }
      const createConnection = (): Duplex | undefined =>
        connectThrough(way, server.secure ? overTls : undefined, undefined)
      const listener = parameters.find((parameter) => typeof parameter === 'function')
      const session = original.call(
        this,
        authority,
        { ...options, createConnection },
        listener,
      ) as ClientHttp2Session
      parts.keep(way.route.key, session, () => {
        if (!session.closed) session.close()
      })
      return session
    }
  })
}

interface Address {
  readonly host: string
  readonly port: string
  readonly secure: boolean
}

/** As `http2.connect` reads them; what it would refuse is left to it. */
function addressOf(authority: unknown, options: ConnectOptions): Address | undefined {
  let url = authority as Authority
  try {
    if (typeof authority === 'string') url = new URL(authority)
  } catch {
    return undefined
  }
  if (typeof url !== 'object' || url === null) return undefined
  const protocol = url.protocol || options.protocol || 'https:'
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  const secure = protocol === 'https:'
  const host = plainHost(url.hostname || url.host)
  return { host, port: String(url.port || (secure ? 443 : 80)), secure }
}

function protocolsOf({ ALPNCallback, allowHTTP1 }: SessionOptions): object {
  if (ALPNCallback) return {}
  return { ALPNProtocols: allowHTTP1 ? ['h2', 'http/1.1'] : ['h2'] }
}

export type Http2Module = { readonly routeHttp2: typeof routeHttp2 }

module.exports = { routeHttp2 } satisfies Http2Module
