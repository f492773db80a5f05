import { createRequire } from 'node:module'
import type { RouteTarget } from './node-routing.ts'
import type { ProxyUrlModule } from './routing/proxy-url.cts'
import type { Route } from './routing/route.cts'

const require = createRequire(import.meta.url)
const { proxyOf } = require('./routing/proxy-url.cjs') as ProxyUrlModule

/** The way of a session through its proxy. */
export interface TargetRoute extends Route {
  readonly target: RouteTarget
}

/** Makes the routes of sessions, one for each. @param ca - the proxy's authority, PEM */
export function targetRoutes(ca: string): (target: RouteTarget) => TargetRoute {
  const routes = new WeakMap<RouteTarget, TargetRoute>()
  return (target) => {
    const made = routes.get(target) ?? routeTo(target, ca)
    routes.set(target, made)
    return made
  }
}

function routeTo(target: RouteTarget, ca: string): TargetRoute {
  // Whoever names it as proxy is no client to be routed.
  const { proxyUrl } = target as { readonly proxyUrl?: unknown }
  const ownPort = typeof proxyUrl === 'string' && Number(new URL(proxyUrl).port)
  return {
    target,
    key: target.id,
    ...proxyOf(new URL(target.taggedProxyUrl)),
    ownPorts: ownPort ? [ownPort] : [],
    ca,
  }
}
