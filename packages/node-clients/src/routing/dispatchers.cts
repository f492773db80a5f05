import type { Dispatcher } from 'undici'
import type { AddressModule } from './address.cts'
import type { PatchModule } from './patch.cts'
import type { ProxyAgents, ProxyAgentsModule } from './proxy-agents.cts'
import type { Route, RoutingParts } from './route.cts'

const { plainHost } = require('./address.cjs') as AddressModule
const { patch } = require('./patch.cjs') as PatchModule
const { hasUndici, proxyAgents } = require('./proxy-agents.cjs') as ProxyAgentsModule

type Global = Record<symbol, unknown>

/**
 * What built-in `fetch` and `WebSocket`, and the package undici in all its versions, ask who is to
 * send a request; which of them depends on the version.
 */
const symbols = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`))

/** What {@link routeDispatchers} gives. */
export interface RoutedDispatchers {
  readonly agents: ProxyAgents
  readonly undo: () => void
}

/**
 * Makes `fetch`, `WebSocket` and undici send through the proxy. They must have made their
 * dispatchers before, see {@link madeDispatchers}.
 */
function routeDispatchers(parts: RoutingParts): RoutedDispatchers {
  const globals = globalThis as unknown as Global
  let isLoading = false
  const agents = proxyAgents((work) => {
    isLoading = true
    try {
      return work()
    } finally {
      isLoading = false
    }
  })
  // In some versions both symbols stand for the same one.
  const routedOnes = new Set<Dispatcher>()
  const undos = symbols.map((symbol) => {
    const original = globals[symbol] as Dispatcher | undefined
    if (original !== undefined) {
      const isKnown = routedOnes.has(original)
      routedOnes.add(original)
      return isKnown ? () => {} : routeOwn(original, parts, agents)
    }
    if (!hasUndici()) return () => {}
    // A copy of undici that is loaded later may look here first. It never looks again for its own.
    let fallback: Dispatcher | undefined
    const plain = (): Dispatcher => {
      const { Agent } = require('undici') as typeof import('undici')
      return (fallback ??= new Agent())
    }
    let isRead = false
    const ours = routed(plain, parts, agents)
    const get = (): object => {
      isRead ||= !isLoading
      return ours
    }
    const set = (value: unknown): void => {
      Object.defineProperty(globals, symbol, { ...attributes, value })
    }
    Object.defineProperty(globals, symbol, { get, set, configurable: true })
    return () => {
      if (Object.getOwnPropertyDescriptor(globals, symbol)?.get !== get) return
      if (isRead) set(plain())
      else Reflect.deleteProperty(globals, symbol)
    }
  })
  return {
    agents,
    undo: () => {
      for (const undo of undos) undo()
    },
  }
}

/** As undici itself defines them. */
const attributes = { writable: true, enumerable: false, configurable: false }

/**
 * A dispatcher like theirs, except for requests that have a route. Versions differ in what else they
 * look for there, so all of that is theirs.
 */
function routed(theirs: () => Dispatcher, parts: RoutingParts, agents: ProxyAgents): object {
  const dispatch: Dispatcher['dispatch'] = (options, handler) => {
    const route = routeFor(theirs(), parts, options)
    return route ? agents.dispatch(route, options, handler) : theirs().dispatch(options, handler)
  }
  const call = (name: 'close' | 'destroy') =>
    async function (...parameters: unknown[]): Promise<unknown> {
      await agents.closeAll()
      return Reflect.apply(theirs()[name] as () => unknown, theirs(), parameters)
    }
  const own = { dispatch, close: call('close'), destroy: call('destroy') }
  return new Proxy(own, {
    get: (_, key) => (Object.hasOwn(own, key) ? Reflect.get(own, key) : valueOf(theirs(), key)),
    has: (_, key) => Reflect.has(theirs(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(theirs()),
  })
}

/**
 * Routes a dispatcher that is there, also for whoever has taken it already, as the window of jsdom 28
 * has.
 */
function routeOwn(dispatcher: Dispatcher, parts: RoutingParts, agents: ProxyAgents): () => void {
  return patch(dispatcher, 'dispatch', (original) => {
    return function (...parameters) {
      const [options, handler] = parameters as Parameters<Dispatcher['dispatch']>
      const route = routeFor(dispatcher, parts, options)
      return route ? agents.dispatch(route, options, handler) : original.apply(this, parameters)
    }
  })
}

/** Their getters may read private fields. */
function valueOf(dispatcher: Dispatcher, key: PropertyKey): unknown {
  return Reflect.get(dispatcher, key, dispatcher)
}

/** The route that a request takes, if any. */
function routeFor(
  dispatcher: Dispatcher,
  parts: RoutingParts,
  { origin }: Dispatcher.DispatchOptions,
): Route | undefined {
  const route = parts.routeOf()
  return route && !isMock(dispatcher) && takesRoute(parts, route, origin) ? route : undefined
}

/** Mocks of undici answer by themselves; what they let through they send themselves. */
function isMock(dispatcher: Dispatcher): boolean {
  return 'isMockActive' in dispatcher
}

function takesRoute(parts: RoutingParts, route: Route, origin: unknown): boolean {
  try {
    const { hostname, port, protocol } = new URL(String(origin))
    const number = Number(port || (protocol === 'https:' ? 443 : 80))
    return parts.takes(route, plainHost(hostname), number)
  } catch {
    return false
  }
}

/** Makes Node make what it asks who is to send a request: it does so with the first `fetch`. */
async function madeDispatchers(): Promise<void> {
  const isThere = symbols.some((symbol) => Reflect.get(globalThis, symbol) !== undefined)
  if (isThere || typeof globalThis.fetch !== 'function') return
  // What mock libraries put in place of `fetch` may refuse.
  await globalThis.fetch('data:,').catch(() => {})
}

export type DispatchersModule = {
  readonly madeDispatchers: typeof madeDispatchers
  readonly routeDispatchers: typeof routeDispatchers
}

module.exports = { madeDispatchers, routeDispatchers } satisfies DispatchersModule
