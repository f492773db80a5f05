import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { DialModule } from './dial.cts'
import type { Route } from './route.cts'

const stream = require('node:stream') as typeof import('node:stream')
const { dial } = require('./dial.cjs') as DialModule

/** Whereto a tunnel leads, and what the proxy is told about it. */
export interface TunnelEnd {
  readonly authority: string
  /** Header lines of the CONNECT request. */
  readonly lines: readonly string[]
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

  constructor(route: Route, { authority, lines }: TunnelEnd, timeout: number | undefined) {
    super({ allowHalfOpen: false })
    this.#socket = dial(route, authority, lines, (error, socket) => {
      if (error) this.destroy(error)
      else if (!this.destroyed) this.#start(socket)
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

  get remoteFamily(): string | undefined {
    return this.#socket.remoteFamily
  }

  get localAddress(): string | undefined {
    return this.#socket.localAddress
  }

  get localPort(): number | undefined {
    return this.#socket.localPort
  }

  get pending(): boolean {
    return this.connecting
  }

  address(): object {
    return this.#socket.address()
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
    this.#whenOpen(() => {
      if (this.#socket.destroyed) callback()
      else this.#socket.end(() => callback())
    })
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
    socket.on('close', () => setImmediate(() => this.#closed()))
    this.emit('connect')
    this.emit('ready')
    this.#waiting?.()
  }

  /** What has arrived is still to be read. */
  #closed(): void {
    if (this.readableLength === 0) this.destroy()
    else this.once('end', () => this.destroy())
  }
}

/** A connection through the proxy; `timeout` in ms as of a socket. */
function openTunnel(route: Route, end: TunnelEnd, timeout?: number): Duplex {
  return new Tunnel(route, end, timeout)
}

export type TunnelModule = { readonly openTunnel: typeof openTunnel }

module.exports = { openTunnel } satisfies TunnelModule
