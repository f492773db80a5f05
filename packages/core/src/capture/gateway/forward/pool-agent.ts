import { Agent } from 'node:http'
import type { Socket } from 'node:net'
import type { Destination, DialMoments } from '../upstream/dialer.ts'

/** What a request tells {@link PoolAgent} in its options. */
export interface PoolRequest {
  readonly destination: Destination
  /** Filled in as the connection is made. */
  readonly moments: DialMoments
  /** It goes to the upstream proxy in absolute form. */
  readonly plainProxy: boolean
}

type Callback = (error: Error | null, socket?: Socket) => void

/** Node's pool of connections, on sockets that somebody else connects. */
export class PoolAgent extends Agent {
  readonly #connect: (request: PoolRequest) => Promise<Socket>

  constructor(connect: (request: PoolRequest) => Promise<Socket>) {
    super({ keepAlive: true })
    this.#connect = connect
  }

  override getName(options?: object): string {
    const { destination, plainProxy } = options as PoolRequest
    const { host, port, secure, serverName } = destination
    return plainProxy ? 'proxy' : `${host}:${port}:${secure}:${serverName}`
  }

  override createConnection(
    options: object,
    callback?: (error: Error | null, socket: Socket) => void,
  ): undefined {
    void this.#hand(options as PoolRequest, callback as Callback)
  }

  async #hand(request: PoolRequest, callback: Callback): Promise<void> {
    let socket: Socket
    try {
      socket = await this.#connect(request)
    } catch (error) {
      callback(error as Error)
      return
    }
    callback(null, socket)
  }
}
