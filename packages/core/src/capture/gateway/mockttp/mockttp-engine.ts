import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { Socket } from 'node:net'
import { now } from '../clock.ts'
import { clientTlsField, parseClientTls } from '../client-tls.ts'
import type { Connection, Engine, EngineHandler, EngineOptions, StartEngine } from '../engine.ts'
import { forwardRequest } from '../forward/forward-request.ts'
import { forwardTunnel } from '../forward/forward-tunnel.ts'
import { forwardUpgrade } from '../forward/forward-upgrade.ts'
import { Http1Client } from '../forward/http1-client.ts'
import { Http2Client } from '../forward/http2-client.ts'
import { secureDestination, splitAuthority } from '../forward/request-target.ts'
import { parseCredentials } from '../proxy-credentials.ts'
import { Dialer } from '../upstream/dialer.ts'
import { acceptRequest, socketFacts } from './accept-request.ts'
import { answer, answerUpgrade, unknownConnection } from './answer.ts'
import { noHost } from './leaf-certificates.ts'
import { loadRemedied } from './load-remedied.ts'
import type { ComboServer, MockttpModules } from './modules.ts'
import { type OpenConnection, OpenConnections } from './open-connections.ts'
import { endUpgradesWithTheirHead, relaxLimits } from './remedies.ts'
import { watchSilentTunnel } from './silent-tunnel.ts'
import { askSocksCredentials } from './socks-credentials.ts'
import { chooseProtocolOn, type ClientHello } from './tls-front.ts'
import { TroubleTeller } from './trouble.ts'
import { mayIgnoreUpgrade, withoutUpgrade } from './without-upgrade.ts'

/** The engine whose front is mockttp's. Loading it takes a tenth of a second. */
export const startMockttpEngine: StartEngine = async (options, handler) => {
  const modules = loadRemedied()
  const engine = new MockttpEngine(modules, options, handler)
  await engine.start(options.authority)
  return engine
}

class MockttpEngine implements Engine {
  readonly #modules: MockttpModules
  readonly #handler: EngineHandler
  readonly #trouble: TroubleTeller
  readonly #open: OpenConnections
  #server: ComboServer | undefined

  constructor(modules: MockttpModules, options: EngineOptions, handler: EngineHandler) {
    this.#modules = modules
    this.#handler = handler
    this.#open = new OpenConnections(new Dialer(options.upstream), modules.symbols)
    this.#trouble = new TroubleTeller(handler, modules.symbols)
  }

  async start({ certificate, key }: EngineOptions['authority']): Promise<void> {
    const server = await this.#modules.createComboServer({
      debug: false,
      https: { key, cert: certificate, defaultDomain: noHost },
      http2: true,
      socks: true,
      passthroughUnknownProtocols: true,
      requestListener: (request, response) => this.#onRequest(request, response),
      tlsClientErrorListener: (socket, failure) =>
        this.#trouble.tlsFailed(socket, failure, this.#open.of(socket)?.connection),
      tlsPassthroughListener: (socket) => socket.destroy(),
      rawPassthroughListener: (socket, host, port = 0) => this.#onUnknown(socket, host, port),
    })
    relaxLimits(server)
    endUpgradesWithTheirHead(server)
    server.on('connect', (request: IncomingMessage, socket: Socket, first?: Buffer) =>
      this.#onConnect(request, socket, first),
    )
    server.on('upgrade', (request: IncomingMessage, socket: Socket, first: Buffer) =>
      this.#onUpgrade(request, socket, first),
    )
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
      this.#trouble.notHttp(socket, error, this.#open.of(socket)?.connection),
    )
    server.on('sessionError', () => {})
    this.#server = server
  }

  accept(socket: Socket, connection: Connection): void {
    const open = this.#open.add(socket, connection)
    // A socket in a tunnel inside TLS has many listeners, all of which go with it.
    socket.setMaxListeners(0)
    // Between requests nobody else listens, and a reset there is nobody's concern.
    socket.on('error', () => {})
    chooseProtocolOn(socket, (hello) => this.#chooseProtocol(open, hello))
    askSocksCredentials(
      socket,
      (credentials) => {
        connection.credentials = credentials
        return this.#handler.accepts(credentials)
      },
      () => this.#server?.emit('connection', socket),
    )
  }

  async close(): Promise<void> {
    this.#open.close()
  }

  /** Remembers where a tunnel leads and whose it is; mockttp must not see the credentials. */
  #onConnect(request: IncomingMessage, socket: Socket, first?: Buffer): void {
    // mockttp forgets what a client sends without waiting for the answer.
    if (first && first.length > 0) socket.unshift(first)
    const open = this.#open.of(request.socket ?? socket)
    if (!open) return
    const { connection } = open
    const tunnel = request.url || String(request.headers[':authority' as never] ?? '')
    connection.tunnel = tunnel
    const credentials = parseCredentials(request.headers['proxy-authorization'])
    if (credentials) connection.credentials = credentials
    delete request.headers['proxy-authorization']
    const clientTls = request.headers[clientTlsField] as string | undefined
    if (clientTls) open.servers.clientTls = parseClientTls(clientTls)
    const address = splitAuthority(tunnel, 443)
    if (!address || !(socket instanceof Socket) || !this.#mayReach(open, tunnel)) return
    const destination = { ...address, secure: false }
    watchSilentTunnel(
      socket,
      () => open.servers.raw(destination, { moments: {} }),
      (server) => this.#onUnknown(socket, address.host, address.port, server),
    )
  }

  /** Asks the server which protocol it speaks, before the client is told what to speak. */
  async #chooseProtocol(
    open: OpenConnection,
    { protocols, serverName, tunnel }: ClientHello,
  ): Promise<string | undefined> {
    const address = splitAuthority(tunnel, 443)
    if (!address || !this.#mayReach(open, tunnel)) return undefined
    const offered = ['h2', 'http/1.1'].filter(
      (one) => protocols.includes(one) || (one === 'http/1.1' && protocols.includes('h2')),
    )
    return open.servers.prepare({
      ...secureDestination(address, serverName),
      ...(offered.length > 0 && { protocols: offered }),
    })
  }

  #mayReach({ connection }: OpenConnection, authority: string): boolean {
    const { credentials } = connection
    return (
      !this.#handler.isOwnAddress(authority) && (!credentials || this.#handler.accepts(credentials))
    )
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    const open = this.#open.of(request.socket)
    const accepted = open && this.#accept(request, 'http', open)
    if (!accepted || 'refusal' in accepted) {
      answer(response, accepted?.refusal ?? unknownConnection)
      return
    }
    const { destination, head } = accepted
    const isHttp2 = request.httpVersionMajor === 2
    const client = isHttp2
      ? new Http2Client(
          request as unknown as Http2ServerRequest,
          response as unknown as Http2ServerResponse,
        )
      : new Http1Client(request, response, accepted.asked.headers)
    const asked = { ...accepted.asked, hasBody: client.hasBody }
    const observer = this.#handler.exchange(head, open.connection)
    const forwarded = { client, asked, destination, connections: open.servers, observer }
    if (isHttp2) forwardRequest(forwarded, () => {})
    else open.turns.take((done) => forwardRequest(forwarded, done))
  }

  #onUpgrade(request: IncomingMessage, socket: Socket, first: Buffer): void {
    const isWebSocket = /^websocket$/i.test(request.headers.upgrade ?? '')
    if (!isWebSocket && mayIgnoreUpgrade(request)) {
      // It comes again as an ordinary request.
      socket.unshift(Buffer.concat([withoutUpgrade(request), first]))
      this.#server?._httpServer.emit('connection', socket)
      return
    }
    const open = this.#open.of(request.socket)
    const accepted = open && this.#accept(request, isWebSocket ? 'websocket' : 'http', open)
    if (!accepted || 'refusal' in accepted) {
      answerUpgrade(socket, accepted?.refusal ?? unknownConnection)
      return
    }
    const { connection, servers: connections } = open
    const { destination, head } = accepted
    const asked = { ...accepted.asked, hasBody: false }
    const observer = this.#handler.exchange(head, connection)
    const authority = `${destination.host}:${destination.port}`
    const unread = (message: string): void =>
      this.#handler.trouble({ kind: 'opaque', message, at: now(), authority }, connection)
    forwardUpgrade({ request, socket, first, asked, destination, connections, observer, unread })
  }

  #accept(
    request: IncomingMessage,
    kind: 'http' | 'websocket',
    open: OpenConnection,
  ): ReturnType<typeof acceptRequest> {
    return acceptRequest(request, kind, open, this.#modules.symbols, this.#handler)
  }

  /** @param server - the connection on which the server has spoken already */
  #onUnknown(socket: Socket, host: string, port: number, server?: Socket): void {
    const open = this.#open.of(socket)
    if (!open) {
      socket.destroy()
      return
    }
    const { connection, servers } = open
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
    if (!this.#mayReach(open, authority)) {
      socket.destroy()
      return
    }
    this.#trouble.unread(authority, connection)
    const observer = this.#handler.exchange(
      {
        kind: 'tunnel',
        method: 'CONNECT',
        url: `tcp://${authority}`,
        httpVersion: 'HTTP/1.1',
        headers: [],
        at: now(),
      },
      connection,
    )
    const facts = { moments: { created: now() } }
    const { secure, serverName } = socketFacts(socket, this.#modules.symbols)
    const destination = secure
      ? secureDestination({ host, port }, serverName)
      : { host, port, secure }
    const connected = server ? Promise.resolve(server) : servers.raw(destination, facts)
    void forwardTunnel(socket, connected, facts, observer)
  }
}
