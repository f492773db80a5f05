import type { Agent, Dispatcher } from 'undici'
import type { ConnectorModule } from './connector.cts'
import type { MockedSocketsModule } from './mocked-sockets.cts'
import type { Route } from './route.cts'

const { connectorFor } = require('./connector.cjs') as ConnectorModule
const { areSocketsMocked } = require('./mocked-sockets.cjs') as MockedSocketsModule

/**
 * The agents of undici that send what `fetch` is asked. All sessions of a proxy share one, and its
 * connections: each request says to which session it belongs. So a test does not pay for connections
 * that another one has open already, as it would not without us.
 */
export interface ProxyAgents {
  /** Sends a request through the proxy of a route, in the name of its session. */
  readonly dispatch: (route: Route, ...parameters: Parameters<Dispatcher['dispatch']>) => boolean
  /** Closes all; what is under way is cut off after a moment. */
  readonly closeAll: () => Promise<void>
}

/** ms for exchanges that have begun. Bodies that nobody reads would keep a connection for ever. */
const grace = 250

/**
 * @param loading - runs the work that loads the package undici, which takes longer than most
 *   processes live; so that happens with the first request
 */
function proxyAgents(loading: (work: () => unknown) => unknown): ProxyAgents {
  const agents = new Map<string, Dispatcher>()
  const agentOf = (name: string, route: Route): Dispatcher => {
    const made = agents.get(name)
    if (made) return made
    const AgentClass = loading(agentClass) as new (options: object) => Agent
    const agent = new AgentClass({ connect: connectorFor(route) })
    agents.set(name, agent)
    return agent
  }
  return {
    dispatch: (route, options, handler) => {
      const proxy = `${route.host}:${route.port}`
      // Mocks see what is said in a tunnel, and know no connection that was there before them.
      if (areSocketsMocked()) {
        return agentOf(`${proxy} ${route.key}`, route).dispatch(options, handler)
      }
      // Whoever opens a connection is not the only one to use it.
      const { authorization: _, ...nobodys } = route
      return agentOf(proxy, nobodys).dispatch(inTheNameOf(route, options), handler)
    },
    async closeAll() {
      const open = [...agents.values()]
      agents.clear()
      await Promise.all(open.map(end))
    },
  }
}

/** The proxy takes this field out again before it sends the request on. */
const field = 'proxy-authorization'

function inTheNameOf(
  { authorization }: Route,
  options: Dispatcher.DispatchOptions,
): Dispatcher.DispatchOptions {
  if (authorization === undefined) return options
  return { ...options, headers: withField(options.headers, authorization) }
}

/** In each form in which undici takes header fields. */
function withField(
  headers: Dispatcher.DispatchOptions['headers'],
  value: string,
): NonNullable<Dispatcher.DispatchOptions['headers']> {
  if (!headers) return { [field]: value }
  if (Array.isArray(headers)) return [...headers, field, value]
  if (isIterable(headers)) return new Map([...headers, [field, value]])
  return { ...headers, [field]: value }
}

function isIterable(headers: object): headers is Iterable<[string, string | string[] | undefined]> {
  return Symbol.iterator in headers
}

async function end(agent: Dispatcher): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, grace)
  })
  try {
    await Promise.race([agent.close(), late])
    await agent.destroy()
  } catch {
    // It is gone then.
  } finally {
    clearTimeout(timer)
  }
}

/** Whether undici 7 loads in this version of Node. */
function hasUndici(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 18)
}

/** Where undici 7 does not load, what `fetch` itself uses is old enough for all who ask. */
function agentClass(): unknown {
  if (hasUndici()) return (require('undici') as typeof import('undici')).Agent
  const builtIn = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1')) as object
  return builtIn.constructor
}

export type ProxyAgentsModule = {
  readonly hasUndici: typeof hasUndici
  readonly proxyAgents: typeof proxyAgents
}

module.exports = { hasUndici, proxyAgents } satisfies ProxyAgentsModule
