import type { Duplex } from 'node:stream'
import type { ConnectOptions, TargetModule, TargetOf } from './target.cts'
import type { ProxyAddress, TunnelModule } from './tunnel.cts'

const http = require('node:http') as typeof import('node:http')
const https = require('node:https') as typeof import('node:https')
const { syncBuiltinESMExports } = require('node:module') as typeof import('node:module')
const { isIP } = require('node:net') as typeof import('node:net')
const { connect } = require('node:tls') as typeof import('node:tls')
const { openTunnel } = require('./tunnel.cjs') as TunnelModule
const { trust } = require('./target.cjs') as TargetModule

type Request = (this: unknown, ...parameters: unknown[]) => unknown

/** The functions that `ws` gives to requests, by name. */
const connectors = new Set(['netConnect', 'tlsConnect'])

/**
 * The package `ws` uses no agent, but gives every request a function that connects. Browsers that
 * are driven through it (`/devtools/`) are no traffic of the command.
 */
function routeWebSockets(proxy: ProxyAddress, targetOf: TargetOf): void {
  for (const module of [http, https]) {
    const secure = module === https
    const original = Reflect.get(module, 'request') as Request
    const request: Request = function (this: unknown, ...parameters) {
      const options = parameters[0] as ConnectOptions | undefined
      if (!options || !isWebSocket(options)) return original.apply(this, parameters)
      const { path: _, ...address } = options
      const target = targetOf(address, secure)
      if (target === undefined) return original.apply(this, parameters)
      const createConnection = (): Duplex => {
        const socket = openTunnel(proxy, target)
        if (!secure) return socket
        const servername = options.servername ?? nameOf(options.host)
        return connect({ ...(address as object), ...trust(options), servername, socket })
      }
      return original.call(this, { ...options, createConnection })
    }
    Reflect.set(module, 'request', Object.defineProperty(request, 'name', { value: 'request' }))
  }
  syncBuiltinESMExports()
}

function isWebSocket({ agent, createConnection, path }: ConnectOptions): boolean {
  const isOfWs = typeof createConnection === 'function' && connectors.has(createConnection.name)
  return isOfWs && !agent && !path?.startsWith('/devtools/')
}

/** An address is no name to ask for in TLS (RFC 6066 §3). */
function nameOf(host: string | null | undefined): string {
  return host && !isIP(host) ? host : ''
}

export type WebSocketsModule = { readonly routeWebSockets: typeof routeWebSockets }

module.exports = { routeWebSockets } satisfies WebSocketsModule
