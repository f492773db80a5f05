import type { RawSocket } from './raw-socket.contract.ts'

/** A server that is nothing but its connections. */
export class RawServer {
  readonly port: number
  /** `host:port`. */
  readonly authority: string
  /** All connections that ever came. */
  readonly connections: RawSocket[] = []
  #accepted = 0
  #waiting: Array<() => void> = []

  constructor(host: string, port: number) {
    this.port = port
    this.authority = `${host}:${port}`
  }

  /** The next connection, in the order in which they came. */
  async accept(): Promise<RawSocket> {
    while (this.connections.length <= this.#accepted) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    return this.connections[this.#accepted++]!
  }

  add(connection: RawSocket): void {
    this.connections.push(connection)
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
