import type { Socket } from 'node:net'
import type { Connection } from '../engine.ts'
import { ServerConnections } from '../forward/server-connections.ts'
import { Turns } from '../forward/turns.ts'
import type { Dialer } from '../upstream/dialer.ts'
import type { MockttpModules } from './modules.ts'
import { socketsBelow } from './sockets-below.ts'

/** A client's connection, and those to servers that belong to it. */
export interface OpenConnection {
  readonly connection: Connection
  readonly socket: Socket
  readonly servers: ServerConnections
  readonly turns: Turns
}

type MarkedSocket = Record<symbol, { tags?: readonly string[] } | undefined>

/** The connections of clients, from the socket that came in to what is spoken on it in the end. */
export class OpenConnections {
  readonly #dialer: Dialer
  readonly #mark: symbol
  readonly #open = new Map<string, OpenConnection>()

  constructor(dialer: Dialer, { SocketMetadata }: MockttpModules['symbols']) {
    this.#dialer = dialer
    this.#mark = SocketMetadata
  }

  add(socket: Socket, connection: Connection): OpenConnection {
    const { id } = connection
    const servers = new ServerConnections(this.#dialer)
    const open: OpenConnection = { connection, socket, servers, turns: new Turns() }
    this.#open.set(id, open)
    socket.once('close', () => {
      servers.close()
      // mockttp tells of a failed handshake a moment after the socket has closed.
      setImmediate(() => setImmediate(() => this.#open.delete(id)))
    })
    // mockttp passes this on to whatever is spoken inside.
    ;(socket as unknown as MarkedSocket)[this.#mark] = { tags: [id] }
    return open
  }

  /** Whose a socket is, which may stand on others. */
  of(socket: Socket | undefined): OpenConnection | undefined {
    for (const one of socketsBelow(socket)) {
      const open = this.#open.get((one as MarkedSocket)[this.#mark]?.tags?.[0] ?? '')
      if (open) return open
    }
    return undefined
  }

  /** Cuts all of them. */
  close(): void {
    for (const { servers, socket } of this.#open.values()) {
      socket.destroy()
      servers.close()
    }
  }
}
