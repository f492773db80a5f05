import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/**
 * A socket whose bytes are read when the case wants them. Every wait ends: with what it waits for, or
 * with an error when the connection is over before. Strings are latin-1, a byte for each character.
 */
export class RawSocket {
  readonly socket: Socket
  /** The other side will send no more, orderly or not. */
  readonly ended: Promise<void>
  /** The socket is gone; the error, if it broke. */
  readonly closed: Promise<Error | undefined>
  /** Bytes that have come, taken or not. */
  received = 0
  #chunks: Buffer[] = []
  #pending = 0
  #isOver = false
  #error: Error | undefined
  #waiting: Array<() => void> = []

  constructor(socket: Socket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.#error)))
    this.ended = new Promise((resolve) => {
      const over = (): void => {
        this.#isOver = true
        resolve()
        this.#wake()
      }
      socket.once('end', over).once('close', over)
    })
    socket.on('error', (error) => (this.#error ??= error))
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.length
      this.#pending += chunk.length
      this.#chunks.push(chunk)
      this.#wake()
    })
  }

  /** Opens a connection. */
  static async connect(port: number, host = '127.0.0.1'): Promise<RawSocket> {
    const raw = new RawSocket(connect(port, host))
    await once(raw.socket, 'connect')
    return raw
  }

  /** What has come and was not taken. */
  get pending(): Buffer {
    const all = Buffer.concat(this.#chunks)
    this.#chunks = all.length > 0 ? [all] : []
    return all
  }

  write(data: string | Uint8Array): void {
    this.socket.write(toBytes(data))
  }

  /** Writes, and waits until the system has taken it. */
  send(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(toBytes(data), (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Says that no more will come. */
  end(data: string | Uint8Array = ''): void {
    this.socket.end(toBytes(data))
  }

  /** Breaks the connection with a RST. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  /** Waits until `found` gives something; asks again whenever bytes have come. */
  async until<T>(found: () => T | undefined | false): Promise<T> {
    for (;;) {
      const value = found()
      if (value !== undefined && value !== false) return value
      if (this.#isOver) {
        const rest = this.pending.subarray(0, 500).toString('latin1')
        throw new Error(`The connection was over; what had come: ${JSON.stringify(rest)}`, {
          cause: this.#error,
        })
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async takeBytes(count: number): Promise<Buffer> {
    await this.until(() => this.#pending >= count)
    return this.#take(count)
  }

  /** Takes everything up to `mark`, and the mark. */
  async takeThrough(mark: string): Promise<string> {
    const end = await this.until(() => {
      const index = this.pending.indexOf(mark, 0, 'latin1')
      return index >= 0 && index + mark.length
    })
    return this.#take(end).toString('latin1')
  }

  /** Takes a head of HTTP/1.1 with its empty line. */
  takeHead(): Promise<string> {
    return this.takeThrough('\r\n\r\n')
  }

  /** Takes everything until the other side has ended. */
  async takeRest(): Promise<Buffer> {
    await this.ended
    return this.#take(this.#pending)
  }

  #take(count: number): Buffer {
    const all = this.pending
    const taken = all.subarray(0, count)
    this.#chunks = count < all.length ? [all.subarray(count)] : []
    this.#pending -= count
    return taken
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, 'latin1') : data
}
