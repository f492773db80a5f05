import type { Dispatcher } from 'undici'
import type { IsExcluded } from './no-proxy.cts'

/**
 * Makes the built-in `fetch` and `WebSocket`, and undici where the process has its own, use the
 * proxy: all ask one of two symbols who is to send a request, depending on their version. Where Node
 * obeys the proxy variables itself (`NODE_USE_ENV_PROXY`) the one it asks is taken already.
 */
function routeFetch(proxyUrl: string, isExcluded: IsExcluded): void {
  const dispatcher = lazily(() => makeDispatcher(proxyUrl, isExcluded))
  for (const version of [1, 2]) {
    const symbol = Symbol.for(`undici.globalDispatcher.${version}`)
    if (Reflect.get(globalThis, symbol) !== undefined) continue
    // As undici does it itself.
    const attributes = { writable: true, enumerable: false, configurable: false }
    Object.defineProperty(globalThis, symbol, { value: dispatcher, ...attributes })
  }
}

function makeDispatcher(proxyUrl: string, isExcluded: IsExcluded): Dispatcher {
  const { Agent, ProxyAgent } = require('undici') as typeof import('undici')
  const direct = new Agent()
  const routed = new ProxyAgent({ uri: proxyUrl, proxyTunnel: true })
  return direct.compose(() => (options, handler) => {
    const { hostname, port, protocol } = new URL(String(options.origin))
    const number = Number(port || (protocol === 'https:' ? 443 : 80))
    return (isExcluded(hostname, number) ? direct : routed).dispatch(options, handler)
  })
}

/** undici takes longer to load than most commands, and few of them use it. */
function lazily(make: () => Dispatcher): object {
  let made: Dispatcher | undefined
  const get = (): Dispatcher => (made ??= make())
  return new Proxy(Object.create(null) as object, {
    get(_, key) {
      const value: unknown = Reflect.get(get(), key)
      return typeof value === 'function' ? (value.bind(get()) as unknown) : value
    },
    has: (_, key) => Reflect.has(get(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(get()),
  })
}

export type FetchModule = { readonly routeFetch: typeof routeFetch }

module.exports = { routeFetch } satisfies FetchModule
