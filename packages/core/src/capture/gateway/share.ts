import { timingSafeEqual } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import type { GatewayEvents, GatewayFunctions, RecordRequest } from './messages.ts'
import { createRpc } from './rpc.ts'
import { socketChannel } from './socket-channel.ts'

/** What a process that joins a gateway can ask of it. */
export interface SharedFunctions extends GatewayFunctions {
  /** Shows that it may. Anything else is refused before. */
  enter(token: string): Promise<void>
}

/** A gateway that other processes use. */
export interface SharedGateway {
  /** Tells all who have joined. */
  readonly events: GatewayEvents
  close(): Promise<void>
}

/** Milliseconds that the recordings of a process that is gone wait for what is in flight. */
const patience = 1_000

/**
 * Lets other processes of this user use a gateway, by a socket in the file system or a named pipe.
 * What one of them records ends when it goes, in order.
 *
 * @param path - of the socket; its folder must be the user's alone
 * @param token - whoever joins must know it
 */
export async function shareGateway(
  gateway: GatewayFunctions,
  path: string,
  token: string,
): Promise<SharedGateway> {
  const guests = new Set<Guest>()
  const server = createServer((socket) => {
    const guest = serveGuest(gateway, socket, token)
    guests.add(guest)
    socket.once('close', () => guests.delete(guest))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  return {
    events: {
      activated: (id) => guests.forEach(({ events }) => events.activated(id)),
      degraded: (id, problem) => guests.forEach(({ events }) => events.degraded(id, problem)),
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const { socket } of guests) socket.destroy()
      await closed
    },
  }
}

interface Guest {
  readonly socket: Socket
  readonly events: GatewayEvents
}

function serveGuest(gateway: GatewayFunctions, socket: Socket, token: string): Guest {
  const own = new Set<string>()
  let isKnown = false
  const leave = async (limit: number): Promise<void> => {
    const ids = [...own]
    own.clear()
    await Promise.allSettled(ids.map((id) => gateway.stop(id, limit, { ifUsed: true })))
  }
  const guarded = <Parameters extends readonly unknown[], Result>(
    work: (...parameters: Parameters) => Promise<Result>,
  ): ((...parameters: Parameters) => Promise<Result>) => {
    return async (...parameters) => {
      if (!isKnown) throw new Error('Who has not entered may ask for nothing')
      return work(...parameters)
    }
  }
  const functions: SharedFunctions = {
    enter: async (given) => {
      const [one, other] = [Buffer.from(given), Buffer.from(token)]
      isKnown = one.length === other.length && timingSafeEqual(one, other)
      if (!isKnown) socket.destroy()
    },
    record: guarded(async (request: RecordRequest) => {
      const { session } = request
      const opened = await gateway.record(request)
      own.add('create' in session ? session.create.id : session.open)
      return opened
    }),
    stop: guarded((id, limit, options) => {
      own.delete(id)
      return gateway.stop(id, limit, options)
    }),
    close: guarded((limit) => leave(limit)),
    activate: guarded((id) => gateway.activate(id)),
    write: guarded((id, lines) => gateway.write(id, lines)),
    pause: guarded((id, isPaused) => gateway.pause(id, isPaused)),
    annotateWhen: guarded((id, rule) => gateway.annotateWhen(id, rule)),
    settled: guarded((id, limit) => gateway.settled(id, limit)),
    exists: guarded((id) => gateway.exists(id)),
    coverage: guarded((id) => gateway.coverage(id)),
    reportBypass: guarded((id, client, reason) => gateway.reportBypass(id, client, reason)),
  }
  const rpc = createRpc<GatewayEvents, SharedFunctions>(socketChannel(socket), functions)
  socket.on('error', () => {})
  socket.once('close', () => {
    rpc.$close()
    void leave(patience)
  })
  return {
    socket,
    events: {
      activated: (id) => void rpc.activated.asEvent(id),
      degraded: (id, problem) => void rpc.degraded.asEvent(id, problem),
    },
  }
}
