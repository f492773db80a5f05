import type { RouteTarget } from './node-routing.ts'
import type { Route } from './routing/route.cts'

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
  const { hostname, password, port, username } = new URL(target.taggedProxyUrl)
  const credentials = [username, password].map(decodeURIComponent).join(':')
  // Whoever names it as proxy is no client to be routed.
  const { proxyUrl } = target as { readonly proxyUrl?: unknown }
  const ownPort = typeof proxyUrl === 'string' && Number(new URL(proxyUrl).port)
  return {
    target,
    key: target.id,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 80),
    ownPorts: ownPort ? [ownPort] : [],
    ca,
    ...(username && {
      authorization: `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`,
    }),
  }
}
