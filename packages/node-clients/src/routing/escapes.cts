import type { Socket } from 'node:net'
import type { AddressModule } from './address.cts'
import type { ClientNameModule } from './client-name.cts'
import type { EscapeAdviceModule } from './escape-advice.cts'
import type { IgnoredPortsModule } from './ignored-ports.cts'
import type { MockedSocketsModule } from './mocked-sockets.cts'
import type { PatchModule } from './patch.cts'
import type { QuietModule } from './quiet.cts'
import type { Route, RoutingSettings } from './route.cts'

const diagnostics = require('node:diagnostics_channel') as typeof import('node:diagnostics_channel')
const tls = require('node:tls') as typeof import('node:tls')
const { isLoopback } = require('./address.cjs') as AddressModule
const { clientName } = require('./client-name.cjs') as ClientNameModule
const { adviceFor } = require('./escape-advice.cjs') as EscapeAdviceModule
const { ignoredPorts } = require('./ignored-ports.cjs') as IgnoredPortsModule
const { isMocked } = require('./mocked-sockets.cjs') as MockedSocketsModule
const { patch } = require('./patch.cjs') as PatchModule
const { isQuiet } = require('./quiet.cjs') as QuietModule

const channel = 'net.client.socket'

/** On the connections that a capture proxy makes itself; written by `@hartifact/core`. */
const ofProxy = Symbol.for('@hartifact/core.upstream')

/**
 * Looks at every connection that this process opens, and tells of those that went around the proxy
 * although a route applied. What a socket is for shows only when it is connected.
 */
function watchEscapes<R extends Route>(settings: RoutingSettings<R>): () => void {
  const seen = new WeakSet<Socket>()
  const consider = (socket: Socket): void => {
    if (isQuiet() || seen.has(socket) || isMocked(socket)) return
    seen.add(socket)
    const route = settings.routeOf()
    if (!route) return
    const client = clientName(socket instanceof tls.TLSSocket ? 'node:tls' : 'node:net')
    // Before the client writes its first bytes.
    socket.prependOnceListener('connect', () => look(settings, socket, route, client))
  }
  const subscriber = (message: unknown): void => {
    consider((message as { readonly socket: Socket }).socket)
  }
  const { subscribe, unsubscribe } = diagnosticsOf()
  subscribe(subscriber)
  const undos = [() => unsubscribe(subscriber)]
  // Until then it says nothing of `tls.connect`.
  if (Number.parseInt(process.versions.node, 10) < 22) {
    const undo = patch(tls, 'connect', (original) => {
      return function (...parameters) {
        const socket = original.apply(this, parameters) as Socket
        if (!parameters.some(hasSocket)) consider(socket)
        return socket
      }
    })
    undos.push(undo)
  }
  return () => {
    for (const undo of undos) undo()
  }
}

function look<R extends Route>(
  settings: RoutingSettings<R>,
  socket: Socket,
  route: R,
  client: string,
): void {
  const { remoteAddress, remotePort: port } = socket
  // A proxy that runs in this thread connects to the servers.
  if (Reflect.get(socket, ofProxy) === true) return
  // Of a socket of the file system.
  if (port === undefined || remoteAddress === undefined) return
  const { _host: name } = socket as Socket & { readonly _host?: string | null }
  const host = name ?? remoteAddress
  const isProxy = port === route.port || route.ownPorts?.includes(port)
  if (isProxy && (isLoopback(remoteAddress) || remoteAddress === route.host)) return
  if (ignoredPorts.has(port) || [host, remoteAddress].some((at) => settings.isBypassed(at, port))) {
    return
  }
  const escape = { client, host, port, advice: adviceFor(client), route }
  settings.onEscape?.(escape, (error) => socket.destroy(error))
}

function hasSocket(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Boolean(Reflect.get(value, 'socket'))
}

type Subscriber = (message: unknown) => void

/** Before Node 18.7 one subscribes at the channel, which must then be kept alive. */
function diagnosticsOf(): Record<'subscribe' | 'unsubscribe', (subscriber: Subscriber) => void> {
  if (typeof diagnostics.subscribe === 'function') {
    return {
      subscribe: (subscriber) => diagnostics.subscribe(channel, subscriber),
      unsubscribe: (subscriber) => diagnostics.unsubscribe(channel, subscriber),
    }
  }
  const old = diagnostics.channel(channel) as unknown as OldChannel
  return {
    subscribe: (subscriber) => old.subscribe(subscriber),
    unsubscribe: (subscriber) => old.unsubscribe(subscriber),
  }
}

interface OldChannel {
  subscribe(subscriber: Subscriber): void
  unsubscribe(subscriber: Subscriber): void
}

export type EscapesModule = { readonly watchEscapes: typeof watchEscapes }

module.exports = { watchEscapes } satisfies EscapesModule
