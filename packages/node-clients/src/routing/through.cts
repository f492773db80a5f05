import type { Duplex } from 'node:stream'
import type { ClientRequestArgs } from 'node:http'
import type { AddressModule } from './address.cts'
import type { ClientTlsModule, ClientTlsOptions } from './client-tls.cts'
import type { DialModule } from './dial.cts'
import type { MockedSocketsModule } from './mocked-sockets.cts'
import type { Route, RoutingParts } from './route.cts'
import type { TunnelModule } from './tunnel.cts'

const { authorityOf, plainHost } = require('./address.cjs') as AddressModule
const { clientTlsLines } = require('./client-tls.cjs') as ClientTlsModule
const { dial } = require('./dial.cjs') as DialModule
const { areSocketsMocked } = require('./mocked-sockets.cjs') as MockedSocketsModule
const { openTunnel } = require('./tunnel.cjs') as TunnelModule

/** What is wanted of a connection, as agents say it and those who do without. */
export interface ConnectOptions extends ClientRequestArgs, ClientTlsOptions {
  readonly servername?: string
  readonly socket?: Duplex
}

/** A connection that is to be made through the proxy. */
export interface Way {
  readonly route: Route
  /** `host:port` of the server. */
  readonly authority: string
  readonly options: ConnectOptions
}

/** As `createConnection` is told of a connection that is made later. */
export type Connected = (error: Error | null, socket?: Duplex) => void

/** The way for what is asked, by `route`; `undefined` when it goes around the proxy. */
function wayOf(
  parts: RoutingParts,
  route: Route | undefined,
  options: ConnectOptions,
  secure: boolean,
): Way | undefined {
  const { host, path, port, socket, socketPath } = options
  if (!route || socket || path || socketPath) return undefined
  const name = plainHost(host)
  const number = Number(port || (secure ? 443 : 80))
  if (!parts.takes(route, name, number)) return undefined
  return { route, authority: authorityOf(name, number), options }
}

/**
 * Connects by `way`, and does `secure` on the connection. What is returned is there at once, except
 * where mock libraries must see a socket of Node: then `connected` is called.
 */
function connectThrough(
  { route, authority, options }: Way,
  secure: ((socket: Duplex) => Duplex | undefined) | undefined,
  connected: Connected | undefined,
): Duplex | undefined {
  const lines = secure ? clientTlsLines(options) : []
  if (connected && areSocketsMocked()) {
    dial(route, authority, lines, (error, socket) => {
      if (error) return connected(error)
      let ready: Duplex | undefined
      try {
        ready = over(socket, secure)
      } catch (cause) {
        return connected(cause as Error)
      }
      connected(null, ready)
    })
    return undefined
  }
  const tunnel = openTunnel(route, { authority, lines }, options.timeout)
  const ready = over(tunnel, secure)
  return secure ? tie(ready, tunnel) : ready
}

/** What TLS throws about options is for the client; nobody else knows of the connection then. */
function over(
  socket: Duplex,
  secure: ((socket: Duplex) => Duplex | undefined) | undefined,
): Duplex | undefined {
  try {
    return secure ? secure(socket) : socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** TLS on a stream that is no socket does not pass on whether the process must wait for it. */
function tie(secure: Duplex | undefined, socket: Duplex): Duplex | undefined {
  if (!secure) return secure
  for (const name of ['ref', 'unref']) {
    const own = Reflect.get(secure, name) as () => unknown
    const below = Reflect.get(socket, name) as () => unknown
    Reflect.set(secure, name, () => {
      below.call(socket)
      return own.call(secure)
    })
  }
  return secure
}

export type ThroughModule = {
  readonly connectThrough: typeof connectThrough
  readonly wayOf: typeof wayOf
}

module.exports = { connectThrough, wayOf } satisfies ThroughModule
