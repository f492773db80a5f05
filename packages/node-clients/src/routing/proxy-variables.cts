import type { RoutingParts } from './route.cts'

const http = require('node:http') as typeof import('node:http')
const https = require('node:https') as typeof import('node:https')

/** What is known of agents that Node routes by the proxy variables (`NODE_USE_ENV_PROXY`). */
export interface ProxyVariables {
  /** Whether an agent routes by itself: it then writes requests in another form. */
  obeys(agent: unknown): boolean
  /** Does some work while the global agents obey no variables. */
  without<T>(work: () => T): T
  undo(): void
}

/**
 * Keeps the global agents of Node from the proxy of the variables where a route applies; the proxy
 * of the route uses that one in turn. Agents that the process was given with `proxyEnv` keep theirs.
 */
function overrideVariables(parts: RoutingParts): ProxyVariables {
  let isOff = false
  const overridden = new WeakSet<object>()
  const undos = [http.globalAgent, https.globalAgent].map((agent) => {
    const symbol = Object.getOwnPropertySymbols(agent).find(isProxyConfig)
    const own = symbol && Object.getOwnPropertyDescriptor(agent, symbol)
    if (!symbol || !own || !Reflect.get(agent, symbol)) return () => {}
    // Another routing may have been here before.
    const below = own.get?.bind(agent) ?? (() => own.value as unknown)
    const get = (): unknown => (isOff || parts.routeOf() ? null : below())
    Object.defineProperty(agent, symbol, { get, configurable: true, enumerable: true })
    overridden.add(agent)
    return () => {
      if (Object.getOwnPropertyDescriptor(agent, symbol)?.get !== get) return
      Object.defineProperty(agent, symbol, own)
    }
  })
  return {
    obeys: (agent) => {
      if (typeof agent !== 'object' || agent === null || overridden.has(agent)) return false
      const symbol = Object.getOwnPropertySymbols(agent).find(isProxyConfig)
      return symbol !== undefined && Boolean(Reflect.get(agent, symbol))
    },
    undo: () => {
      for (const undo of undos) undo()
    },
    without: (work) => {
      isOff = true
      try {
        return work()
      } finally {
        isOff = false
      }
    },
  }
}

function isProxyConfig({ description }: symbol): boolean {
  return description === 'kProxyConfig'
}

export type ProxyVariablesModule = { readonly overrideVariables: typeof overrideVariables }

module.exports = { overrideVariables } satisfies ProxyVariablesModule
