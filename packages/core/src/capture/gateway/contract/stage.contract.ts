import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttp, type RequestListener } from 'node:http'
import {
  createSecureServer,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { type AddressInfo, createServer as createNet, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTls, type TlsOptions } from 'node:tls'
import { EngineHarness, type HarnessOptions } from '../engine-harness.contract.ts'
import type { StartEngine, UpstreamOptions } from '../engine.ts'
import { makeCertificates, type TestCertificates } from '../test-certificate.contract.ts'
import { RawServer } from './raw-server.contract.ts'
import { RawSocket } from './raw-socket.contract.ts'

/** A server that speaks HTTP by Node's own means. */
export interface Site {
  readonly port: number
  /** Breaks all its connections. */
  cut(): void
}

/** A server that speaks HTTP/2 alone. */
export interface Http2Site extends Site {
  readonly sessions: readonly ServerHttp2Session[]
}

export type OnStream = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  rawHeaders: readonly string[],
) => void

/** Makes what a case needs, and takes it down after the case. */
export class Stage {
  readonly #startEngine: StartEngine
  #certificates: TestCertificates | undefined
  #folder = ''
  #undo: Array<() => unknown> = []
  #harnesses: EngineHarness[] = []

  constructor(startEngine: StartEngine) {
    this.#startEngine = startEngine
  }

  get certificates(): TestCertificates {
    if (!this.#certificates) throw new Error('The stage is not open')
    return this.#certificates
  }

  /** Before all cases. */
  async open(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'hartifact-engine-'))
    this.#certificates = await makeCertificates()
  }

  /** After each case. @throws Error when an engine told its story in an order that cannot be */
  async clear(): Promise<void> {
    for (const step of this.#undo.splice(0).toReversed()) await step()
    const violations = this.#harnesses.splice(0).flatMap((harness) => harness.violations)
    if (violations.length > 0) throw new Error(`Calls out of order: ${violations.join('; ')}`)
  }

  /** After all cases. */
  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Does `step` after the case, before what was asked for earlier. */
  undo(step: () => unknown): void {
    this.#undo.push(step)
  }

  /** An engine of its own. */
  async start(upstream?: UpstreamOptions, options?: HarnessOptions): Promise<EngineHarness> {
    const harness = await EngineHarness.start(this.#startEngine, this.#folder, upstream, options)
    this.#harnesses.push(harness)
    this.undo(() => harness[Symbol.asyncDispose]())
    return harness
  }

  /** Lets `server` listen on a port of its own, until the case is over. */
  async listen(server: Server, host = '127.0.0.1'): Promise<Site> {
    const sockets = new Set<Socket>()
    const track = (socket: Socket): void => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => sockets.delete(socket))
    }
    server.on('connection', track)
    server.on('secureConnection', (socket: Socket) => {
      // Whoever destroys the socket below TLS and HTTP/2 breaks more than the connection.
      for (const below of sockets) {
        if (below.remotePort === socket.remotePort) sockets.delete(below)
      }
      track(socket)
    })
    server.listen(0, host)
    await once(server, 'listening')
    const cut = (): void => {
      for (const socket of sockets) socket.destroy()
    }
    this.undo(() => {
      server.close()
      cut()
    })
    return { port: (server.address() as AddressInfo).port, cut }
  }

  /** Serves HTTP/1.1, and gives the port. */
  async serve(listener: RequestListener, host?: string): Promise<number> {
    return (await this.listen(createHttp(listener), host)).port
  }

  /** Serves HTTP/2 and HTTP/1.1 over TLS, with the certificate of `localhost` unless told otherwise. */
  serveTls(
    listener: RequestListener,
    options: SecureServerOptions = {},
    host?: string,
  ): Promise<Site> {
    const { cert, key } = this.certificates
    const secure = { cert, key, allowHTTP1: true, ...options }
    return this.listen(createSecureServer(secure, listener as never), host)
  }

  /** Serves HTTP/2 stream by stream. */
  async serveHttp2(onStream: OnStream): Promise<Http2Site> {
    const { cert, key } = this.certificates
    // Node closes streams whose connection buffers more than 10 MB (`maxSessionMemory`).
    const server = createSecureServer({ cert, key, maxSessionMemory: 100 })
    const sessions: ServerHttp2Session[] = []
    server.on('session', (session) => {
      sessions.push(session)
      session.on('error', () => {})
    })
    server.on('stream', (stream, headers, flags, rawHeaders?: string[]) => {
      stream.on('error', () => {})
      onStream(stream, headers, flags, rawHeaders ?? [])
    })
    return { ...(await this.listen(server)), sessions }
  }

  /** Accepts connections for the case to read and write. */
  async serveRaw({
    host = '127.0.0.1',
    allowHalfOpen = false,
  }: { host?: string; allowHalfOpen?: boolean } = {}): Promise<RawServer> {
    const late: { server?: RawServer } = {}
    const { port } = await this.listen(
      createNet({ allowHalfOpen }, (socket) => late.server?.add(new RawSocket(socket))),
      host,
    )
    return (late.server = new RawServer(host, port))
  }

  /** As {@link Stage.serveRaw}, over TLS as `localhost`. */
  async serveRawTls(options: TlsOptions = {}): Promise<RawServer> {
    const { cert, key } = this.certificates
    const late: { server?: RawServer } = {}
    const server = createTls({ cert, key, ...options }, (socket) =>
      late.server?.add(new RawSocket(socket)),
    )
    const { port } = await this.listen(server)
    return (late.server = new RawServer('localhost', port))
  }

  /** A port of 127.0.0.1 on which nobody listens. */
  async deadPort(): Promise<number> {
    const server = createNet()
    const { port } = await this.listen(server)
    server.close()
    await once(server, 'close')
    return port
  }
}
