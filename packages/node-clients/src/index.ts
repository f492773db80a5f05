export type { Escape, NodeRouting, RouteOptions, RouteSource, RouteTarget } from './node-routing.ts'
export { routeNodeClients } from './route-node-clients.ts'
export { withSession, type WithSessionOptions } from './with-session.ts'
