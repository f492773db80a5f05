import type { InstallModule } from '../routing/install.cts'
import type { MockedSocketsModule } from './mocked-sockets.cts'
import type { NoProxyModule } from './no-proxy.cts'
import type { VariablesModule } from './variables.cts'

const { installRouting } = require('../routing/install.cjs') as InstallModule
const { areSocketsMocked } = require('./mocked-sockets.cjs') as MockedSocketsModule
const { excludedBy } = require('./no-proxy.cjs') as NoProxyModule
const { routeFrom } = require('./variables.cjs') as VariablesModule

const route = routeFrom(process.env)
const isListed = excludedBy(process.env['NO_PROXY'] ?? process.env['no_proxy'] ?? '')

installRouting({
  routeOf: () => route,
  isBypassed: (host, port) => isListed(host, port) || areSocketsMocked(),
})

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 18)) {
  // undici 7 does not load here, so `fetch` must find its own.
  for (const version of [1, 2]) {
    const symbol = Symbol.for(`undici.globalDispatcher.${version}`)
    if (Object.getOwnPropertyDescriptor(globalThis, symbol)?.get) {
      Reflect.deleteProperty(globalThis, symbol)
    }
  }
}
