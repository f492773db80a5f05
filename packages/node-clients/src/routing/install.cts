import type { AddressModule } from './address.cts'
import type { AgentsModule } from './agents.cts'
import type { DispatchersModule } from './dispatchers.cts'
import type { EscapesModule } from './escapes.cts'
import type { Http2Module } from './http2.cts'
import type { KeptConnectionsModule } from './kept-connections.cts'
import type { InstalledRouting, Route, RoutingParts, RoutingSettings } from './route.cts'
import type { WebSocketsModule } from './web-sockets.cts'

const { syncBuiltinESMExports } = require('node:module') as typeof import('node:module')
const { isLoopback } = require('./address.cjs') as AddressModule
const { routeAgents } = require('./agents.cjs') as AgentsModule
const dispatchers = require('./dispatchers.cjs') as DispatchersModule
const { watchEscapes } = require('./escapes.cjs') as EscapesModule
const { routeHttp2 } = require('./http2.cjs') as Http2Module
const { keptConnections } = require('./kept-connections.cjs') as KeptConnectionsModule
const { routeWebSockets } = require('./web-sockets.cjs') as WebSocketsModule

/**
 * Makes the HTTP clients of this process send what has a route through its proxy. What has none goes
 * as before. `fetch` is included when it has been used before, or `madeDispatchers` called.
 */
function installRouting<R extends Route>(settings: RoutingSettings<R>): InstalledRouting {
  let isActive = true
  const kept = keptConnections()
  const routeOf = (): R | undefined => (isActive ? settings.routeOf() : undefined)
  const parts: RoutingParts = {
    routeOf,
    keep: (key, connection, letGo) => kept.keep(key, connection, letGo),
    takes: (route, host, port) => {
      const isProxy = port === route.port || route.ownPorts?.includes(port)
      if (isProxy && (isLoopback(host) || host === route.host)) return false
      return isActive && !settings.isBypassed(host, port)
    },
  }
  const { agents, undo: undoDispatchers } = dispatchers.routeDispatchers(parts)
  const undos = [undoDispatchers, routeAgents(parts), routeWebSockets(parts), routeHttp2(parts)]
  if (settings.onEscape) undos.push(watchEscapes({ ...settings, routeOf }))
  syncBuiltinESMExports()

  const uninstall = async (): Promise<void> => {
    if (isActive) {
      isActive = false
      for (const undo of undos) undo()
      syncBuiltinESMExports()
      kept.letGo()
    }
    await agents.closeAll()
  }
  const release = async (key: string): Promise<void> => {
    kept.letGo(key)
  }
  return Object.assign(uninstall, { release })
}

export type InstallModule = {
  readonly installRouting: typeof installRouting
  /** Makes Node make what `fetch` asks who is to send a request. */
  readonly madeDispatchers: DispatchersModule['madeDispatchers']
}

const { madeDispatchers } = dispatchers

module.exports = { installRouting, madeDispatchers } satisfies InstallModule
