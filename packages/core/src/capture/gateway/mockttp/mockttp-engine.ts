import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { Socket } from 'node:net'
import { getHeader, type HeaderList, pairHeaders } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import type { Connection, Engine, EngineHandler, EngineOptions, StartEngine } from '../engine.ts'
import { forwardRequest } from '../forward/forward-request.ts'
import { forwardTunnel } from '../forward/forward-tunnel.ts'
import { forwardUpgrade } from '../forward/forward-upgrade.ts'
import { withoutProxyFields } from '../forward/header-forms.ts'
import { Http1Client } from '../forward/http1-client.ts'
import { Http2Client } from '../forward/http2-client.ts'
import {
  type RequestTarget,
  secureDestination,
  splitAuthority,
  understandTarget,
} from '../forward/request-target.ts'
import { ServerConnections } from '../forward/server-connections.ts'
import { Turns } from '../forward/turns.ts'
import { parseCredentials } from '../proxy-credentials.ts'
import { badTarget, type Refusal, refusalFor, staleCredentials } from '../refusal.ts'
import { Dialer } from '../upstream/dialer.ts'
import { answer, answerUpgrade, unknownConnection } from './answer.ts'
import { loadRemedied } from './load-remedied.ts'
import type { ComboServer, MockttpModules } from './modules.ts'
import { relaxLimits } from './remedies.ts'
import { askSocksCredentials } from './socks-credentials.ts'
import { watchSilentTunnel } from './silent-tunnel.ts'
import { chooseProtocolOn, type ClientHello } from './tls-front.ts'
import { TroubleTeller } from './trouble.ts'

/** The engine whose front is mockttp's. Loading it takes a third of a second. */
export const startMockttpEngine: StartEngine = async (options, handler) => {
  const modules = loadRemedied()
  const engine = new MockttpEngine(modules, options, handler)
  await engine.start(options.authority)
  return engine
}

/** A client's connection, and those to servers that belong to it. */
interface OpenConnection {
  readonly connection: Connection
  readonly socket: Socket
  readonly servers: ServerConnections
  readonly turns: Turns
}

/** A request that may be forwarded. */
interface Accepted {
  readonly open: OpenConnection
  readonly target: RequestTarget
  readonly headers: HeaderList
  readonly at: number
}

class MockttpEngine implements Engine {
  readonly #modules: MockttpModules
  readonly #handler: EngineHandler
  readonly #dialer: Dialer
  readonly #trouble: TroubleTeller
  readonly #open = new Map<string, OpenConnection>()
  #server: ComboServer | undefined

  constructor(modules: MockttpModules, options: EngineOptions, handler: EngineHandler) {
    this.#modules = modules
    this.#handler = handler
    this.#dialer = new Dialer(options.upstream)
    this.#trouble = new TroubleTeller(handler, modules.symbols)
  }

  async start({ certificate, key }: EngineOptions['authority']): Promise<void> {
    const server = await this.#modules.createComboServer({
      debug: false,
      https: { key, cert: certificate },
      http2: true,
      socks: true,
      passthroughUnknownProtocols: true,
      requestListener: (request, response) => this.#onRequest(request, response),
      tlsClientErrorListener: (socket, failure) =>
        this.#trouble.tlsFailed(socket, failure, this.#openOf(socket)?.connection),
      tlsPassthroughListener: (socket) => socket.destroy(),
      rawPassthroughListener: (socket, host, port = 0) => this.#onUnknown(socket, host, port),
    })
    relaxLimits(server)
    server.on('connect', (request: IncomingMessage, socket: Socket, first?: Buffer) =>
      this.#onConnect(request, socket, first),
    )
    server.on('upgrade', (request: IncomingMessage, socket: Socket, first: Buffer) =>
      this.#onUpgrade(request, socket, first),
    )
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
      this.#trouble.notHttp(socket, error, this.#openOf(socket)?.connection),
    )
    server.on('sessionError', () => {})
    this.#server = server
  }

  accept(socket: Socket, connection: Connection): void {
    const { id } = connection
    const servers = new ServerConnections(this.#dialer)
    const open: OpenConnection = { connection, socket, servers, turns: new Turns() }
    this.#open.set(id, open)
    socket.once('close', () => {
      servers.close()
      // mockttp tells of a failed handshake a moment after the socket has closed.
      setImmediate(() => setImmediate(() => this.#open.delete(id)))
    })
    // A socket in a tunnel inside TLS has many listeners, all of which go with it.
    socket.setMaxListeners(0)
    // Between requests nobody else listens, and a reset there is nobody's concern.
    socket.on('error', () => {})
    const marked = socket as unknown as Record<symbol, unknown>
    marked[this.#modules.symbols.SocketMetadata] = { tags: [id] }
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
    for (const { servers, socket } of this.#open.values()) {
      socket.destroy()
      servers.close()
    }
  }

  /** Remembers where a tunnel leads and whose it is; mockttp must not see the credentials. */
  #onConnect(request: IncomingMessage, socket: Socket, first?: Buffer): void {
    // mockttp forgets what a client sends without waiting for the answer.
    if (first && first.length > 0) socket.unshift(first)
    const open = this.#openOf(request.socket ?? socket)
    if (!open) return
    const { connection } = open
    const tunnel = request.url || String(request.headers[':authority' as never] ?? '')
    connection.tunnel = tunnel
    const credentials = parseCredentials(request.headers['proxy-authorization'])
    if (credentials) connection.credentials = credentials
    delete request.headers['proxy-authorization']
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
    const accepted = this.#accept(request, false)
    if ('refusal' in accepted) {
      answer(response, accepted.refusal)
      return
    }
    const { at, headers, open, target } = accepted
    const isHttp2 = request.httpVersionMajor === 2
    const client = isHttp2
      ? new Http2Client(
          request as unknown as Http2ServerRequest,
          response as unknown as Http2ServerResponse,
        )
      : new Http1Client(request, response, headers)
    const asked = {
      method: request.method ?? 'GET',
      path: target.path,
      httpVersion: isHttp2 ? 'HTTP/2' : `HTTP/${request.httpVersion}`,
      headers: withoutProxyFields(headers),
      hasBody: client.hasBody,
    }
    const { destination, url } = target
    const credentials = credentialsOf(headers)
    const observer = this.#handler.exchange(
      { kind: 'http', ...asked, url, at, ...(credentials && { credentials }) },
      open.connection,
    )
    const forwarded = { client, asked, destination, connections: open.servers, observer }
    if (isHttp2) forwardRequest(forwarded, () => {})
    else open.turns.take((done) => forwardRequest(forwarded, done))
  }

  #onUpgrade(request: IncomingMessage, socket: Socket, first: Buffer): void {
    const isWebSocket = /^websocket$/i.test(request.headers.upgrade ?? '')
    if (!isWebSocket && mayIgnore(request)) {
      this.#withoutUpgrade(request, socket, first)
      return
    }
    const accepted = this.#accept(request, isWebSocket)
    if ('refusal' in accepted) {
      answerUpgrade(socket, accepted.refusal)
      return
    }
    const { at, headers, open, target } = accepted
    const asked = {
      method: request.method ?? 'GET',
      path: target.path,
      httpVersion: `HTTP/${request.httpVersion}`,
      headers: withoutProxyFields(headers),
      hasBody: false,
    }
    const { destination, url } = target
    const credentials = credentialsOf(headers)
    const observer = this.#handler.exchange(
      {
        kind: isWebSocket ? 'websocket' : 'http',
        ...asked,
        url,
        at,
        ...(credentials && { credentials }),
      },
      open.connection,
    )
    const unread = (message: string): void =>
      this.#handler.trouble({ kind: 'opaque', message, at: now() }, open.connection)
    const connections = open.servers
    forwardUpgrade({ request, socket, first, asked, destination, connections, observer, unread })
  }

  /** Hands the request over again as one that does not ask for anything (RFC 9110 §7.8 allows it). */
  #withoutUpgrade(request: IncomingMessage, socket: Socket, first: Buffer): void {
    const fields = pairHeaders(request.rawHeaders)
      .filter(([name]) => !/^(?:upgrade|http2-settings)$/i.test(name))
      .flatMap(([name, value]) => {
        if (!/^connection$/i.test(name)) return [`${name}: ${value}\r\n`]
        const options = value
          .split(',')
          .filter((option) => !/^\s*(?:upgrade|http2-settings)\s*$/i.test(option))
        return options.length > 0 ? [`${name}: ${options.join(',').trim()}\r\n`] : []
      })
    const line = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`
    const head = Buffer.from(`${line}${fields.join('')}\r\n`, 'latin1')
    socket.unshift(Buffer.concat([head, first]))
    this.#server?._httpServer.emit('connection', socket)
  }

  /** @param server - the connection on which the server has spoken already */
  #onUnknown(socket: Socket, host: string, port: number, server?: Socket): void {
    const open = this.#openOf(socket)
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
    const { LastHopEncrypted, TlsMetadata } = this.#modules.symbols
    const known = socket as unknown as Record<symbol, unknown>
    const serverName = (known[TlsMetadata] as { sniHostname?: string } | undefined)?.sniHostname
    const destination =
      known[LastHopEncrypted] === true
        ? secureDestination({ host, port }, serverName)
        : { host, port, secure: false }
    const connected = server ? Promise.resolve(server) : servers.raw(destination, facts)
    void forwardTunnel(socket, connected, facts, observer)
  }

  /** Decides whether a request is forwarded, and where to. */
  #accept(
    request: IncomingMessage,
    isWebSocket: boolean,
  ): Accepted | { readonly refusal: Refusal } {
    const at = now()
    const open = this.#openOf(request.socket)
    if (!open) return { refusal: unknownConnection }
    const headers = pairHeaders(request.rawHeaders)
    const { LastHopEncrypted, LastTunnelAddress, TlsMetadata } = this.#modules.symbols
    const socket = request.socket as unknown as Record<symbol, unknown>
    const tunnel = socket[LastTunnelAddress] as string | undefined
    const serverName = (socket[TlsMetadata] as { sniHostname?: string } | undefined)?.sniHostname
    const target = understandTarget(
      {
        target: request.url ?? '',
        method: request.method ?? 'GET',
        headers,
        secure: socket[LastHopEncrypted] === true,
        ...(tunnel !== undefined && { tunnel }),
        ...(serverName && { serverName }),
      },
      isWebSocket,
    )
    if (!target) {
      const message = 'A client sent a request whose target is not a valid URL'
      this.#handler.trouble({ kind: 'malformed', message, at }, open.connection)
      return { refusal: badTarget }
    }
    const refusal = refusalFor(target, (authority) => this.#handler.isOwnAddress(authority))
    if (refusal) return { refusal }
    const credentials = credentialsOf(headers) ?? open.connection.credentials
    if (credentials && !this.#handler.accepts(credentials)) return { refusal: staleCredentials }
    return { at, headers, open, target }
  }

  /** A socket of TLS or of HTTP/2 stands on another one; the one below is always known. */
  #openOf(socket: Socket | undefined): OpenConnection | undefined {
    const { SocketMetadata } = this.#modules.symbols
    let one = socket as unknown as MarkedSocket | null | undefined
    for (; one; one = one._parent) {
      const open = this.#open.get(one[SocketMetadata]?.tags?.[0] ?? '')
      if (open) return open
    }
    return undefined
  }
}

type MarkedSocket = Record<symbol, { readonly tags?: readonly string[] } | undefined> & {
  readonly _parent?: MarkedSocket | null
}

/** Of an absolute-form request; those of a tunnel are with its connection. */
function credentialsOf(headers: HeaderList): Connection['credentials'] {
  return parseCredentials(getHeader(headers, 'proxy-authorization'))
}

/** HTTP/2 in plain text is offered by clients that speak HTTP/1.1 as well, and requests with a body cannot wait. */
function mayIgnore({ headers }: IncomingMessage): boolean {
  return (
    /^h2c$/i.test(headers.upgrade ?? '') ||
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length'] ?? 0) > 0
  )
}
