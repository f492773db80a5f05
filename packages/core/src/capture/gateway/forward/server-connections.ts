import type { Agent } from 'node:http'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ClientTls } from '../client-tls.ts'
import type { Destination, Dialer, DialMoments } from '../upstream/dialer.ts'
import { describeTls } from '../upstream/tls-info.ts'
import { http2Limits, http2Settings } from './http2-limits.ts'
import { PoolAgent, type PoolRequest } from './pool-agent.ts'
import { noteConnection, noteSession, type WritableFacts } from './server-facts.ts'

/** A connection that was opened before a request needed it. */
interface Prepared {
  readonly socket: Promise<Socket>
  readonly moments: DialMoments
}

/**
 * The connections to servers that belong to one connection of a client. They are never shared with
 * another: servers may tie logins (NTLM), limits and HTTP/2 streams to a connection. They end with
 * the client's.
 */
export class ServerConnections {
  readonly #dialer: Dialer
  readonly #agent: PoolAgent
  readonly #sessions = new Map<string, Promise<ClientHttp2Session | undefined>>()
  readonly #prepared = new Map<string, Prepared>()
  readonly #abort = new AbortController()
  /** How the client would have treated its servers. */
  clientTls: ClientTls | undefined

  constructor(dialer: Dialer) {
    this.#dialer = dialer
    this.#agent = new PoolAgent((request) => this.#connect(request, false))
  }

  get dialer(): Dialer {
    return this.#dialer
  }

  /** Gives connections to HTTP/1.x requests; see {@link PoolRequest}. */
  get agent(): Agent {
    return this.#agent
  }

  /**
   * Connects before the first request is there, as the client did.
   *
   * @returns the protocol that the server chose (ALPN); `undefined` when it chose none or cannot be
   * reached, which the first request will find out
   */
  async prepare(destination: Destination): Promise<string | undefined> {
    const moments: DialMoments = {}
    const socket = this.#dial({ destination, moments, plainProxy: false })
    this.#prepared.set(keyOf(destination), { socket, moments })
    try {
      const { alpnProtocol } = (await socket) as TLSSocket
      return alpnProtocol || undefined
    } catch {
      return undefined
    }
  }

  /** An HTTP/2 session with the server, or `undefined` when it does not speak HTTP/2. */
  async session(
    destination: Destination,
    facts: WritableFacts,
  ): Promise<ClientHttp2Session | undefined> {
    const key = keyOf(destination)
    const known = this.#sessions.get(key)
    facts.reused = known !== undefined
    const opening = known ?? this.#openSession(destination, facts)
    this.#sessions.set(key, opening)
    const forget = (): void => {
      if (this.#sessions.get(key) === opening) this.#sessions.delete(key)
    }
    const session = await opening.catch((error: Error) => {
      forget()
      throw error
    })
    if (known === undefined) session?.once('close', forget).once('goaway', forget)
    // One that has been told to go away takes no more streams.
    if (known === undefined || !session || !(session.destroyed || session.closed)) return session
    forget()
    return this.session(destination, facts)
  }

  /** A connection of its own, for bytes that are not HTTP. */
  raw(destination: Destination, { moments }: WritableFacts): Promise<Socket> {
    return this.#connect({ destination, moments, plainProxy: false }, false)
  }

  /** Cuts all connections. */
  close(): void {
    this.#abort.abort()
    this.#agent.destroy()
    const nothing = (): void => {}
    for (const { socket } of this.#prepared.values()) {
      void socket.then((one) => one.destroy(), nothing)
    }
    for (const session of this.#sessions.values()) {
      void session.then((one) => one?.destroy(), nothing)
    }
    this.#prepared.clear()
    this.#sessions.clear()
  }

  async #openSession(
    destination: Destination,
    { moments }: WritableFacts,
  ): Promise<ClientHttp2Session | undefined> {
    const key = keyOf(destination)
    const offered = { ...destination, protocols: ['h2', 'http/1.1'] }
    const socket = await this.#connect({ destination: offered, moments, plainProxy: false }, true)
    // Without TLS a client that speaks HTTP/2 knows that its server does.
    if (socket instanceof TLSSocket && socket.alpnProtocol !== 'h2') {
      this.#prepared.set(key, { socket: Promise.resolve(socket), moments })
      return undefined
    }
    const session = connectHttp2(`${destination.secure ? 'https' : 'http'}://localhost`, {
      createConnection: () => socket,
      ...http2Limits,
      settings: http2Settings,
    })
    noteSession(session, socket)
    session.once('connect', () => session.setLocalWindowSize(4 * 1024 * 1024))
    session.on('error', () => {})
    return session
  }

  /** Takes the connection that was prepared, or makes one. */
  async #connect(request: PoolRequest, wantsHttp2: boolean): Promise<Socket> {
    const key = keyOf(request.destination)
    const prepared = request.plainProxy ? undefined : this.#prepared.get(key)
    if (prepared) {
      this.#prepared.delete(key)
      const socket = await prepared.socket
      // Servers close connections on which nothing comes.
      const speaksHttp2 = (socket as Partial<TLSSocket>).alpnProtocol === 'h2'
      if (!socket.destroyed && socket.readable && (wantsHttp2 || !speaksHttp2)) return socket
      socket.destroy()
    }
    return this.#dial(request)
  }

  #asTheClient(destination: Destination): Destination {
    const { clientTls } = this
    return clientTls && destination.secure ? { ...destination, clientTls } : destination
  }

  async #dial({ destination, moments, plainProxy }: PoolRequest): Promise<Socket> {
    const { proxy, socket } = plainProxy
      ? await this.#dialer.dialProxy(moments, this.#abort.signal)
      : await this.#dialer.dial(this.#asTheClient(destination), moments, this.#abort.signal)
    // As long as nobody uses it, nobody is interested in its end. Node does not destroy a TLS socket
    // by itself when one comes after the handshake: a client certificate that is refused.
    socket.on('error', () => socket.destroy())
    noteConnection(socket, {
      moments,
      ...(proxy !== undefined && { proxy }),
      ...(socket instanceof TLSSocket && { tls: describeTls(socket) }),
    })
    return socket
  }
}

function keyOf({ host, port, secure, serverName }: Destination): string {
  return `${secure ? 'tls' : 'tcp'}:${host}:${port}:${serverName ?? ''}`
}
