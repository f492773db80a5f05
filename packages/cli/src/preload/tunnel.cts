import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

const { connect } = require('node:net') as typeof import('node:net')
const stream = require('node:stream') as typeof import('node:stream')

/** Where the proxy listens. */
export interface ProxyAddress {
  readonly host: string
  readonly port: number
}

type Done = (error: Error | null, socket?: Socket) => void

const longestHead = 64 * 1024

/** Connects to `authority` through the proxy. The socket may be used before `done` is called. */
function dial(proxy: ProxyAddress, authority: string, done: Done): Socket {
  const socket = connect(proxy.port, proxy.host)
  let head = Buffer.alloc(0)
  const settle = (error: Error | null): void => {
    socket.off('readable', read).off('end', ended).off('error', settle)
    if (error) socket.destroy()
    done(error, socket)
  }
  const ended = (): void => settle(failure(authority, 'closed the connection'))
  const read = (): void => {
    const chunk = socket.read() as Buffer | null
    if (!chunk) return
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) {
      if (head.length > longestHead) settle(failure(authority, 'answered without an end'))
      return
    }
    const [statusLine = ''] = head.toString('latin1', 0, end).split('\r\n')
    const isOpen = /^HTTP\/1\.\d 2\d\d/.test(statusLine)
    const rest = head.subarray(end + 4)
    if (rest.length > 0) socket.unshift(rest)
    settle(isOpen ? null : failure(authority, `answered "${statusLine}"`))
  }
  socket.on('readable', read).on('end', ended).on('error', settle)
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
  return socket
}

function failure(authority: string, what: string): Error {
  const error = new Error(`The capture proxy ${what} for CONNECT ${authority}`)
  return Object.assign(error, { code: 'ECONNRESET' })
}

/**
 * A connection through the proxy that is there at once, as `createConnection` of an agent must give
 * it: many subclasses, and the interceptors of mock libraries, take what is returned for a socket.
 */
class Tunnel extends stream.Duplex {
  readonly #socket: Socket
  /** What is to be written as soon as the tunnel is open. */
  #waiting: (() => void) | undefined
  #open = false

  constructor(proxy: ProxyAddress, authority: string, timeout: number | undefined) {
    super({ allowHalfOpen: false })
    this.#socket = dial(proxy, authority, (error, socket) => {
      if (error) this.destroy(error)
      if (error || !socket || this.destroyed) return
      this.#start(socket)
    })
    this.#socket.on('timeout', () => this.emit('timeout'))
    if (timeout) this.#socket.setTimeout(timeout)
  }

  get connecting(): boolean {
    return !this.#open && !this.destroyed
  }

  get timeout(): number | undefined {
    return this.#socket.timeout
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }

  get remotePort(): number | undefined {
    return this.#socket.remotePort
  }

  get bytesRead(): number {
    return this.#socket.bytesRead
  }

  get bytesWritten(): number {
    return this.#socket.bytesWritten
  }

  setTimeout(timeout: number, callback?: () => void): this {
    this.#socket.setTimeout(timeout)
    if (callback && timeout) this.once('timeout', callback)
    else if (callback) this.off('timeout', callback)
    return this
  }

  setNoDelay(noDelay?: boolean): this {
    this.#socket.setNoDelay(noDelay)
    return this
  }

  setKeepAlive(enable?: boolean, delay?: number): this {
    this.#socket.setKeepAlive(enable, delay)
    return this
  }

  ref(): this {
    this.#socket.ref()
    return this
  }

  unref(): this {
    this.#socket.unref()
    return this
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  override _read(): void {
    if (this.#open) this.#socket.resume()
  }

  override _write(chunk: Buffer, _: string, callback: (error?: Error | null) => void): void {
    this.#whenOpen(() => this.#socket.write(chunk, callback))
  }

  override _final(callback: () => void): void {
    this.#whenOpen(() => this.#socket.end(callback))
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#socket.destroy()
    callback(error)
  }

  #whenOpen(work: () => void): void {
    if (this.#open) work()
    else this.#waiting = work
  }

  #start(socket: Socket): void {
    this.#open = true
    socket.on('data', (chunk) => {
      if (!this.push(chunk)) socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => this.destroy())
    this.emit('connect')
    this.emit('ready')
    this.#waiting?.()
  }
}

/** A connection to `authority` through the proxy; `timeout` in ms as of a socket. */
function openTunnel(proxy: ProxyAddress, authority: string, timeout?: number): Duplex {
  return new Tunnel(proxy, authority, timeout)
}

export type TunnelModule = { readonly openTunnel: typeof openTunnel }

module.exports = { openTunnel } satisfies TunnelModule
