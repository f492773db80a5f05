import type { Duplex } from 'node:stream'

/** Reads a socket in lines and counted bytes; takes no more from it than is asked for. */
export class ByteReader {
  readonly #socket: Duplex
  #held: Buffer = Buffer.alloc(0)
  #error: Error | undefined
  #wake = (): void => {}

  constructor(socket: Duplex) {
    this.#socket = socket
    const wake = (): void => this.#wake()
    socket.on('readable', wake).on('end', wake).on('close', wake)
    socket.on('error', (error) => {
      this.#error = error
      wake()
    })
  }

  /** Whether anything follows; a connection that breaks off here has ended, too. */
  async hasMore(): Promise<boolean> {
    return this.#held.length > 0 || (await this.#more().catch(() => false))
  }

  /** Up to CRLF, which is not in it. */
  async line(): Promise<string> {
    let from = 0
    for (;;) {
      const end = this.#held.indexOf('\r\n', from)
      if (end >= 0) {
        const line = this.#held.toString('latin1', 0, end)
        this.#held = this.#held.subarray(end + 2)
        return line
      }
      from = Math.max(0, this.#held.length - 1)
      if (await this.#more()) continue
      throw new Error(`The connection ended in the middle of ${JSON.stringify(String(this.#held))}`)
    }
  }

  async take(size: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let left = size; left > 0;) {
      const part = this.#held.subarray(0, left)
      this.#held = this.#held.subarray(part.length)
      parts.push(part)
      left -= part.length
      if (left > 0 && !(await this.#more())) {
        throw new Error(`The connection ended ${left} bytes before the end of ${size}`)
      }
    }
    return Buffer.concat(parts)
  }

  /** Everything up to the end of the connection. */
  async rest(): Promise<Buffer> {
    const parts: Buffer[] = []
    do {
      parts.push(this.#held)
      this.#held = Buffer.alloc(0)
    } while (await this.#more())
    return Buffer.concat(parts)
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const chunk = this.#socket.read() as Buffer | null
      if (chunk) {
        this.#held = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk
        return true
      }
      if (this.#socket.readableEnded) return false
      if (this.#error) throw this.#error
      if (this.#socket.destroyed) throw new Error('The connection was closed without an end')
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

/** Writes as fast as the other side takes it. */
export function writeOut(socket: Duplex, bytes: Uint8Array): Promise<void> {
  if (socket.destroyed) return Promise.reject(new Error('The connection is closed'))
  if (socket.write(bytes)) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const onDrain = (): void => {
      socket.off('close', onClose)
      resolve()
    }
    const onClose = (): void => {
      socket.off('drain', onDrain)
      reject(new Error('The connection was closed while something was being written'))
    }
    socket.once('drain', onDrain).once('close', onClose)
  })
}
