import type { AgentsModule } from './agents.cts'
import type { FetchModule } from './fetch.cts'
import type { MockedSocketsModule } from './mocked-sockets.cts'
import type { IsExcluded, NoProxyModule } from './no-proxy.cts'
import type { TargetModule } from './target.cts'
import type { WebSocketsModule } from './web-sockets.cts'

const { routeAgents } = require('./agents.cjs') as AgentsModule
const { routeFetch } = require('./fetch.cjs') as FetchModule
const { excludedBy } = require('./no-proxy.cjs') as NoProxyModule
const { targetsOf } = require('./target.cjs') as TargetModule
const { areSocketsMocked } = require('./mocked-sockets.cjs') as MockedSocketsModule
const { routeWebSockets } = require('./web-sockets.cjs') as WebSocketsModule

const { hostname: host, href, port } = new URL(process.env['HARTIFACT_PROXY'] ?? '')
const proxy = { host, port: Number(port) }
const isListed = excludedBy(process.env['NO_PROXY'] ?? process.env['no_proxy'] ?? '')
const isExcluded: IsExcluded = (name, itsPort) => isListed(name, itsPort) || areSocketsMocked()
const targetOf = targetsOf(proxy, isExcluded)

routeAgents(proxy, targetOf)
routeWebSockets(proxy, targetOf)
// undici 7 needs this version.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 20 || (major === 20 && minor >= 18)) routeFetch(href, isExcluded)
