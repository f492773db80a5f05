import { createServer, type Server, type Socket } from 'node:net'
import { HartifactError } from '../../errors.ts'

/** A port on 127.0.0.1, and the connections that came in through it. */
export class Listener {
  readonly port: number
  readonly #server: Server
  readonly #sockets: Set<Socket>

  private constructor(server: Server, sockets: Set<Socket>, port: number) {
    this.#server = server
    this.#sockets = sockets
    this.port = port
  }

  /**
   * @param port - 0 for any free one
   * @throws HartifactError `PORT_IN_USE`
   */
  static async open(port: number, onSocket: (socket: Socket) => void): Promise<Listener> {
    const sockets = new Set<Socket>()
    const server = createServer({ noDelay: true }, (socket) => {
      // The port is bound to loopback; this holds should that ever change.
      if (!isLoopback(socket.remoteAddress)) {
        socket.destroy()
        return
      }
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      onSocket(socket)
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          new HartifactError(
            cause.code === 'EADDRINUSE' ? 'PORT_IN_USE' : 'GATEWAY_FAILED',
            `The proxy cannot listen on 127.0.0.1:${port} (${cause.code ?? cause.message}).`,
            { fix: 'Leave `port` out to get a free one, or stop the program that uses it.', cause },
          ),
        ),
      )
      server.listen({ port, host: '127.0.0.1', backlog: 1024 }, resolve)
    })
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('Not a TCP address')
    return new Listener(server, sockets, address.port)
  }

  /** Takes no more connections and cuts those that are open. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address)
}
