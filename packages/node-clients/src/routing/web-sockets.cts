import type { Duplex } from 'node:stream'
import type { AddressModule } from './address.cts'
import type { PatchModule } from './patch.cts'
import type { QuietModule } from './quiet.cts'
import type { RoutingParts } from './route.cts'
import type { Connected, ConnectOptions, ThroughModule } from './through.cts'
import type { TrustModule } from './trust.cts'

const http = require('node:http') as typeof import('node:http')
const https = require('node:https') as typeof import('node:https')
const tls = require('node:tls') as typeof import('node:tls')
const { serverNameOf } = require('./address.cjs') as AddressModule
const { patch } = require('./patch.cjs') as PatchModule
const { quietly } = require('./quiet.cjs') as QuietModule
const { connectThrough, wayOf } = require('./through.cjs') as ThroughModule
const { trusting } = require('./trust.cjs') as TrustModule

/** The functions that `ws` gives to requests, by name. */
const connectors = new Set(['netConnect', 'tlsConnect'])

/**
 * The package `ws` uses no agent, but gives every request a function that connects. Browsers that
 * are driven through it (`/devtools/`) are no traffic of the process.
 */
function routeWebSockets(parts: RoutingParts): () => void {
  const undos = [http, https].map((module) => {
    const secure = module === https
    return patch(module, 'request', (original) => {
      return function (...parameters) {
        const options = parameters[0] as ConnectOptions | undefined
        if (!options || !isWebSocket(options)) return original.apply(this, parameters)
        if (options.path?.startsWith('/devtools/')) {
          return quietly(() => original.apply(this, parameters))
        }
        const { path: _, ...address } = options
        const way = wayOf(parts, parts.routeOf(), address, secure)
        if (!way) return original.apply(this, parameters)
        const overTls = (socket: Duplex): Duplex => {
          const servername = options.servername ?? serverNameOf(options.host)
          const own = { ...(address as object), servername, socket }
          return tls.connect({ ...own, ...trusting(address, way.route.ca) })
        }
        const createConnection = (_options: object, connected?: Connected): Duplex | undefined =>
          connectThrough(way, secure ? overTls : undefined, connected)
        return original.call(this, { ...options, createConnection })
      }
    })
  })
  return () => {
    for (const undo of undos) undo()
  }
}

function isWebSocket({ agent, createConnection }: ConnectOptions): boolean {
  const isOfWs = typeof createConnection === 'function' && connectors.has(createConnection.name)
  return isOfWs && !agent
}

export type WebSocketsModule = { readonly routeWebSockets: typeof routeWebSockets }

module.exports = { routeWebSockets } satisfies WebSocketsModule
