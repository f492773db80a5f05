import { lookup as systemLookup } from 'node:dns'
import { isIPv6, type Server, type Socket } from 'node:net'
import type { MockttpModules, MockttpServer } from './modules.ts'

/*
 * mockttp's faults that a test tool cannot ship with, each with its remedy. All of them are
 * reproduced in `mockttp-engine.test.ts`; `docs/discoveries/mockttp.md` tells the stories.
 */

type LookupCallback = (error: Error | null, address: unknown, family?: number) => void

/** Longer than any common client keeps an idle connection, so that it is never us who closes first. */
const keepAliveTimeout = 65_000

/**
 * Replaces `isSocketLoop`, which compares one end of two connections only: on loopback the kernel
 * may give client and upstream socket the same ephemeral port, and a request fails with 500
 * "Passthrough loop detected". Both ends must match.
 */
export function preciseLoopCheck({ socketUtil }: MockttpModules): void {
  socketUtil.isSocketLoop = (outgoing, incoming) => {
    for (const socket of outgoing) {
      if (
        socket.localPort === incoming.remotePort &&
        socket.remotePort === incoming.localPort &&
        plainAddress(socket.localAddress) === plainAddress(incoming.remoteAddress)
      ) {
        return true
      }
    }
    return false
  }
}

/**
 * Resolves `localhost` and names below it to the loopback addresses without asking the system
 * (RFC 6761 §6.3). mockttp asks for the address family that the port is open on, which fails with
 * ENOTFOUND wherever the hosts file lists only the other family.
 */
export function resolveLocalhost({ passthrough }: MockttpModules): void {
  const original = passthrough.getDnsLookupFunction
  const wrapped = new WeakMap<object, typeof systemLookup>()
  passthrough.getDnsLookupFunction = (options) => {
    const inner = original(options)
    let lookup = wrapped.get(inner)
    if (!lookup) {
      lookup = localhostFirst(inner as unknown as typeof systemLookup)
      wrapped.set(inner, lookup)
    }
    return lookup
  }
}

function localhostFirst(inner: typeof systemLookup): typeof systemLookup {
  const lookup = (
    hostname: string,
    options: { all?: boolean; family?: number | string },
    callback: LookupCallback,
  ): void => {
    if (!/^(?:.+\.)?localhost\.?$/i.test(hostname)) {
      ;(inner as unknown as (...parameters: unknown[]) => void)(hostname, options, callback)
      return
    }
    const families = [4, 6].filter((family) => !options.family || family === Number(options.family))
    const addresses = families.map((family) => ({
      address: family === 4 ? '127.0.0.1' : '::1',
      family,
    }))
    process.nextTick(() => {
      if (options.all) callback(null, addresses)
      else callback(null, addresses[0]?.address, addresses[0]?.family)
    })
  }
  return lookup as unknown as typeof systemLookup
}

/**
 * Compares IPv6 addresses among the hosts that an upstream proxy is not used for. mockttp takes
 * everything after the first colon for a port, and `::1` then excludes every host.
 */
export function matchAddresses({ proxyConfig }: MockttpModules): void {
  const original = proxyConfig.matchesNoProxy
  proxyConfig.matchesNoProxy = (hostname, port, noProxy = []) => {
    const addresses = noProxy.map(withoutBrackets).filter((item) => isIPv6(item))
    if (addresses.includes(withoutBrackets(hostname))) return true
    return original(
      hostname,
      port,
      noProxy.filter((item) => !isIPv6(withoutBrackets(item))),
    )
  }
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

/**
 * mockttp listens on all interfaces and has no option against it. Its own listener is not used by
 * us at all (sockets are handed over), so it is bound to loopback and lets nobody in.
 */
export function keepListenerPrivate(server: MockttpServer): void {
  let current: Server | undefined
  Object.defineProperty(server, 'server', {
    configurable: true,
    get: () => current,
    set: (next: Server | undefined) => {
      current = next
      if (!next) return
      const listen = next.listen.bind(next) as (options: object) => Server
      next.listen = ((port: number) => listen({ port, host: '127.0.0.1' })) as Server['listen']
      next.prependListener('connection', (socket: Socket & { server?: unknown }) => {
        // Sockets that we hand over belong to a listener of ours.
        if (socket.server === next) socket.destroy()
      })
    },
  })
}

/**
 * mockttp closes idle connections after 6 s but forwards the server's longer `Keep-Alive` promise,
 * so clients lose requests on connections that are just being closed.
 */
export function keepConnectionsOpen(server: MockttpServer): void {
  const inner = server.server as unknown as { _httpServer?: { keepAliveTimeout: number } }
  if (inner._httpServer) inner._httpServer.keepAliveTimeout = keepAliveTimeout
}

function plainAddress(address: string | undefined): string | undefined {
  return address?.startsWith('::ffff:') ? address.slice(7) : address
}
