import type { Agent } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectOptions, TargetModule, TargetOf } from './target.cts'
import type { ProxyAddress, TunnelModule } from './tunnel.cts'

const http = require('node:http') as typeof import('node:http')
const https = require('node:https') as typeof import('node:https')
const { openTunnel } = require('./tunnel.cjs') as TunnelModule
const { trust } = require('./target.cjs') as TargetModule

type CreateConnection = (this: Agent, ...parameters: unknown[]) => Duplex | undefined

/**
 * Makes all agents of `http` and `https` connect through the proxy, those too that the process makes
 * itself: what they have in common is the method that opens a connection.
 */
function routeAgents(proxy: ProxyAddress, targetOf: TargetOf): void {
  for (const prototype of [http.Agent.prototype, https.Agent.prototype]) {
    const secure = prototype === https.Agent.prototype
    const original = Reflect.get(prototype, 'createConnection') as CreateConnection
    const routed: CreateConnection = function (this: Agent, ...parameters) {
      const options = parameters[0] as ConnectOptions | null | undefined
      const isUsual = options && typeof options === 'object' && !obeysVariables(this)
      const target = isUsual ? targetOf(options, secure) : undefined
      if (!options || target === undefined) return original.apply(this, parameters)
      const socket = openTunnel(proxy, target, options.timeout)
      if (!secure) return socket
      return tie(original.call(this, { ...options, ...trust(options), socket }), socket)
    }
    Reflect.set(prototype, 'createConnection', routed)
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

/** Agents that Node routes itself (`NODE_USE_ENV_PROXY`) write requests in another form. */
function obeysVariables(agent: object | undefined): boolean {
  const { options } = (agent ?? {}) as { readonly options?: { readonly proxyEnv?: unknown } }
  return Boolean(options?.proxyEnv)
}

export type AgentsModule = { readonly routeAgents: typeof routeAgents }

module.exports = { routeAgents } satisfies AgentsModule
