import { AsyncLocalStorage } from 'node:async_hooks'
import { createRequire } from 'node:module'
import { certificateAuthority, HartifactError } from '@hartifact/core'
import { childEnvironment, routeChildren } from './children/index.ts'
import { escapeReports } from './escape-reports.ts'
import type { NodeRouting, RouteOptions, RouteSource, RouteTarget } from './node-routing.ts'
import { resolveRouteOptions } from './route-options.ts'
import type { InstallModule } from './routing/install.cts'
import { targetRoutes } from './target-route.ts'

export type { NodeRouting, RouteOptions, RouteSource, RouteTarget } from './node-routing.ts'

const require = createRequire(import.meta.url)
// Early, because it looks at what mock libraries replace.
const { installRouting, madeDispatchers } = require('./routing/install.cjs') as InstallModule

/** Two copies of the package would route each other's connections. */
const installed = Symbol.for('@hartifact/node-clients')

/**
 * Routes the HTTP clients of this process through the proxy of a recording: `fetch`, `http` and
 * `https` with whatever agents, `http2`, `WebSocket`, `ws`, undici and all that is built on these;
 * and those of its child processes. No client needs to be told, and neither `process.env` nor the
 * authorities that the process trusts are changed.
 *
 * @param target - a recording, or what gives the one of the calling code; without it, only what runs
 *   in {@link NodeRouting.run} is routed
 * @returns what undoes it
 * @throws HartifactError `INVALID_ARGUMENT` for options with a mistake, and when the clients of this
 *   process are routed already; `CA_UNUSABLE`
 * @example
 * ```ts
 * import { startProxy } from '@hartifact/core'
 * import { routeNodeClients } from '@hartifact/node-clients'
 *
 * await using proxy = await startProxy()
 * await using recording = await proxy.record('Checkout')
 * await using routing = await routeNodeClients(recording)
 * await fetch('https://example.com/')
 * ```
 */
export async function routeNodeClients(
  target?: RouteTarget | RouteSource,
  options?: RouteOptions,
): Promise<NodeRouting> {
  const { bypass, children, isBypassed, onEscape } = resolveRouteOptions(options)
  const free = occupy()
  try {
    const [authority] = await Promise.all([certificateAuthority(), madeDispatchers()])
    const contexts = new AsyncLocalStorage<RouteTarget>()
    const source = typeof target === 'function' ? target : () => target
    const targetOf = (): RouteTarget | undefined => contexts.getStore() ?? source()
    const routeTo = targetRoutes(authority.pem)
    const routing = installRouting({
      isBypassed,
      onEscape: escapeReports(onEscape),
      routeOf: () => {
        const current = targetOf()
        return current && routeTo(current)
      },
    })
    const stopChildren = children ? routeChildren({ authority, bypass, targetOf }) : () => {}
    let ended: Promise<void> | undefined
    const end = async (): Promise<void> => {
      stopChildren()
      // Before the pools are gone: what follows need not wait for them.
      const closed = routing()
      free()
      await closed
    }
    const off = (): Promise<void> => (ended ??= end())
    return Object.assign(off, {
      [Symbol.asyncDispose]: off,
      run: <T>(recording: RouteTarget, work: () => T): T => contexts.run(recording, work),
      childEnvironment: (recording = targetOf(), environment = process.env): NodeJS.ProcessEnv =>
        recording
          ? childEnvironment({ target: recording, authority, bypass, environment })
          : { ...environment },
      release: ({ id }: Pick<RouteTarget, 'id'>): Promise<void> => routing.release(id),
    })
  } catch (error) {
    free()
    throw error
  }
}

function occupy(): () => void {
  if (Reflect.has(globalThis, installed)) {
    throw new HartifactError(
      'INVALID_ARGUMENT',
      'The HTTP clients of this process are routed already.',
      {
        fix: 'Call routeNodeClients once, with a function that says where traffic goes, or undo the first one before.',
      },
    )
  }
  Object.defineProperty(globalThis, installed, { value: true, configurable: true })
  return () => {
    Reflect.deleteProperty(globalThis, installed)
  }
}
