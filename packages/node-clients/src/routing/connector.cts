import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { AddressModule } from './address.cts'
import type { ClientTlsModule } from './client-tls.cts'
import type { DialModule } from './dial.cts'
import type { Route } from './route.cts'
import type { TrustModule } from './trust.cts'

const tls = require('node:tls') as typeof import('node:tls')
const { authorityOf, plainHost, serverNameOf } = require('./address.cjs') as AddressModule
const { clientTlsLines } = require('./client-tls.cjs') as ClientTlsModule
const { dial } = require('./dial.cjs') as DialModule
const { trusting } = require('./trust.cjs') as TrustModule

/** What undici asks of the function that connects. */
export interface ConnectorOptions {
  readonly hostname: string
  readonly port: string
  readonly protocol: string
  readonly servername?: string | null
}

type Connected = (...result: [error: Error, socket: null] | [error: null, socket: Socket]) => void

/** Opens the connections of an undici agent. */
export type Connector = (options: ConnectorOptions, connected: Connected) => void

/** As undici's own. */
const limit = 10_000

/** Makes the function by which an agent of undici connects through the proxy. */
function connectorFor(route: Route): Connector {
  /** To resume TLS sessions, by server. */
  const sessions = new Map<string, Buffer>()
  return ({ hostname, port, protocol, servername }, connected) => {
    const secure = protocol === 'https:'
    const host = plainHost(hostname)
    const authority = authorityOf(host, Number(port || (secure ? 443 : 80)))
    let current: Socket | undefined
    const timer = setTimeout(() => current?.destroy(slow(authority)), limit)
    const settle = (error: Error | null, socket: Socket): void => {
      clearTimeout(timer)
      if (error) connected(error, null)
      else connected(null, socket)
    }
    current = dial(route, authority, secure ? clientTlsLines({}) : [], (error, socket) => {
      if (error || !secure) return settle(error, socket)
      try {
        secured(socket, servername ?? serverNameOf(host))
      } catch (cause) {
        socket.destroy()
        settle(cause as Error, socket)
      }
    })
    const secured = (socket: Socket, name: string): void => {
      const session = sessions.get(authority)
      const over: TLSSocket = tls.connect({
        ...trusting({}, route.ca),
        ...(session && { session }),
        // Of undici's agent, which speaks nothing else here.
        ALPNProtocols: ['http/1.1'],
        host,
        servername: name,
        socket,
      })
      current = over
      const failed = (cause: Error): void => {
        sessions.delete(authority)
        settle(cause, over)
      }
      over.on('session', (fresh) => sessions.set(authority, fresh))
      over.once('error', failed).once('secureConnect', () => {
        over.off('error', failed)
        settle(null, over)
      })
    }
  }
}

function slow(authority: string): Error {
  const error = new Error(`The connection to ${authority} through the capture proxy took too long`)
  return Object.assign(error, { code: 'UND_ERR_CONNECT_TIMEOUT' })
}

export type ConnectorModule = { readonly connectorFor: typeof connectorFor }

module.exports = { connectorFor } satisfies ConnectorModule
