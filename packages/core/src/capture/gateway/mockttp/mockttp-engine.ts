import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Failure } from '../../../entry/entry.ts'
import { type HeaderList, pairHeaders } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import type { Connection, Engine, EngineHandler, EngineOptions, StartEngine } from '../engine.ts'
import { parseCredentials } from '../proxy-credentials.ts'
import { badTarget, type Refusal, refusalFor, staleCredentials } from '../refusal.ts'
import { answer, answerUpgrade } from './answer.ts'
import { afterLateEvents, isWhole, stopServer } from './endings.ts'
import { clientAborted, madeByProxy, upstreamFailure } from './failure.ts'
import { tapRequestBody, tapResponse, type TapTarget } from './http-tap.ts'
import type { MockttpModules, MockttpServer, TappedRequest } from './modules.ts'
import { passthroughOptions } from './passthrough-options.ts'
import { loadRemedied } from './load-remedied.ts'
import { keepConnectionsOpen, keepListenerPrivate } from './remedies.ts'
import { credentialsOf, formOf, headOf, isValidTarget, versionOf } from './request-head.ts'
import { listenForTrouble } from './trouble.ts'
import { observeRequests, runWithTap, UpstreamTap } from './upstream-tap.ts'
import { WebSocketTaps } from './websocket-tap.ts'

/** Memory for a body that mockttp may keep; it needs none, since bodies are tapped as they pass. */
const maxBufferedBody = 1

interface OpenExchange extends TapTarget {
  finish(failure?: Failure): void
  /** @param told - what mockttp says of the cause, if anything */
  abort(told: Failure | undefined): void
}

interface AbortEvent {
  readonly id: string
  readonly error?: { code?: string; message?: string }
}

/** The engine that stands on mockttp. Loading it takes about half a second. */
export const startMockttpEngine: StartEngine = async (options, handler) => {
  const engine = new MockttpEngine(loadRemedied(), options, handler)
  await engine.start()
  return engine
}

class MockttpEngine implements Engine {
  readonly #handler: EngineHandler
  readonly #modules: MockttpModules
  readonly #server: MockttpServer
  readonly #passthrough: object
  readonly #stopObserving: () => void
  readonly #connections = new Map<string, Connection>()
  /** Exchanges by mockttp's id of the request. */
  readonly #open = new Map<string, OpenExchange>()
  readonly #webSockets: WebSocketTaps
  #closed: Promise<void> | undefined

  constructor(modules: MockttpModules, options: EngineOptions, handler: EngineHandler) {
    this.#modules = modules
    this.#handler = handler
    this.#passthrough = passthroughOptions(options.upstream)
    this.#webSockets = new WebSocketTaps(handler)
    this.#stopObserving = observeRequests(modules)
    const onRequest = this.#onRequest.bind(this)
    const onUpgrade = this.#onUpgrade.bind(this)
    const Server = class extends modules.MockttpServer {
      override handleRequest(request: TappedRequest, response: ServerResponse): Promise<void> {
        return onRequest(request, response, () => super.handleRequest(request, response))
      }
      override handleWebSocket(
        request: TappedRequest,
        socket: Socket,
        head: Buffer,
      ): Promise<void> {
        return onUpgrade(request, socket, () => super.handleWebSocket(request, socket, head))
      }
    }
    this.#server = new Server({
      https: { key: options.authority.key, cert: options.authority.certificate },
      http2: true,
      recordTraffic: false,
      suggestChanges: false,
      socks: true,
      maxBodySize: maxBufferedBody,
    })
    keepListenerPrivate(this.#server)
    const { app } = this.#server
    this.#server.app = (request, response) => {
      if (isValidTarget(request.url)) app(request, response)
      else this.#refuseTarget(request, response)
    }
  }

  async start(): Promise<void> {
    const server = this.#server
    await server.start(0)
    keepConnectionsOpen(server)
    await server.forUnmatchedRequest().thenPassThrough(this.#passthrough)
    await server.forAnyWebSocket().thenPassThrough(this.#passthrough)
    server.server?.prependListener('connect', (request: TappedRequest, socket: Socket) =>
      this.#onConnect(request, socket),
    )
    await server.on('abort', ({ id, error }: AbortEvent) => {
      const failure = error && upstreamFailure(error)
      this.#open.get(id)?.abort(failure)
      this.#webSockets.aborted(id, failure)
    })
    // Without a listener for whole responses mockttp would keep every body in memory.
    await server.on('response', (event: never) => this.#webSockets.rejected(event))
    await this.#webSockets.listen(server)
    await listenForTrouble(server, this.#handler, () => this.#connections.values())
  }

  accept(socket: Socket, connection: Connection): void {
    this.#connections.set(connection.id, connection)
    // mockttp tells of a failed handshake a moment after the socket has closed.
    socket.once('close', () => afterLateEvents(() => this.#connections.delete(connection.id)))
    // Between requests nobody else listens, and a reset there is nobody's concern.
    socket.on('error', () => {})
    const marked = socket as unknown as Record<symbol, unknown>
    marked[this.#modules.symbols.SocketMetadata] = { tags: [connection.id] }
    this.#server.server?.emit('connection', socket)
  }

  close(): Promise<void> {
    this.#closed ??= stopServer(this.#server).finally(() => this.#stopObserving())
    return this.#closed
  }

  /** mockttp would throw at a target that is no URL, and nobody would catch it. */
  #refuseTarget(request: TappedRequest, response: ServerResponse): void {
    const message = 'A client sent a request whose target is not a valid URL'
    this.#handler.trouble(
      { kind: 'malformed', message, at: now() },
      this.#connectionOf(request.socket),
    )
    void answer(response, badTarget)
  }

  /** Remembers where a tunnel leads and whose it is; mockttp must not see the credentials. */
  #onConnect(request: TappedRequest, socket: Socket): void {
    const connection = this.#connectionOf(request.socket ?? socket)
    if (!connection) return
    connection.tunnel = request.url || String(request.headers[':authority'] ?? '')
    const credentials = parseCredentials(request.headers['proxy-authorization'])
    if (credentials) connection.credentials = credentials
    delete request.headers['proxy-authorization']
  }

  #onRequest(
    request: TappedRequest,
    response: ServerResponse,
    forward: () => Promise<void>,
  ): Promise<void> {
    const at = now()
    const connection = this.#connectionOf(request.socket)
    const headers = pairHeaders(request.rawHeaders)
    const refusal = this.#refusal(request, headers, connection)
    if (!connection || refusal) return answer(response, refusal)

    const httpVersion = versionOf(request)
    const upstream = new UpstreamTap()
    const exchange: OpenExchange = {
      observer: undefined,
      isBroken: () => upstream.error !== undefined,
      finish: () => {},
      abort: () => {},
    }
    tapResponse(response, httpVersion, exchange, () => upstream.response?.statusMessage)
    const forwarded = runWithTap(upstream, forward)

    // mockttp gives the request its id and absolute URL before its first `await`.
    const { id } = request
    if (id === undefined) return forwarded
    const head = headOf('http', request, headers, at)
    exchange.observer = this.#handler.exchange(head, connection)
    tapRequestBody(request, exchange)
    exchange.finish = (failure) => {
      if (!this.#open.delete(id)) return
      const broken = upstream.error && upstreamFailure(upstream.error)
      const why = failure ?? broken ?? (upstream.response ? undefined : madeByProxy)
      exchange.observer?.end({ at: now(), upstream: upstream.facts, ...(why && { failure: why }) })
      exchange.observer = undefined
    }
    this.#open.set(id, exchange)
    response.once('finish', () => {
      if (isWhole(response)) exchange.finish()
    })
    // Whatever broke before the response was closed is the cause; the rest follows from it.
    let cause: Failure | undefined
    exchange.abort = (told) => exchange.finish(told ?? cause ?? clientAborted)
    response.once('close', () => {
      cause = upstream.error && upstreamFailure(upstream.error)
      afterLateEvents(() => exchange.abort(undefined))
    })
    return forwarded
  }

  #onUpgrade(request: TappedRequest, socket: Socket, forward: () => Promise<void>): Promise<void> {
    const at = now()
    const connection = this.#connectionOf(request.socket)
    const headers = pairHeaders(request.rawHeaders)
    const refusal = this.#refusal(request, headers, connection)
    if (!connection || refusal) {
      answerUpgrade(socket, refusal)
      return Promise.resolve()
    }
    const upstream = new UpstreamTap()
    const forwarded = runWithTap(upstream, forward)
    if (request.id === undefined) return forwarded
    const head = headOf('websocket', request, headers, at)
    this.#webSockets.open(request.id, upstream, connection, head)
    return forwarded
  }

  #refusal(
    request: TappedRequest,
    headers: HeaderList,
    connection: Connection | undefined,
  ): Refusal | undefined {
    const refusal = refusalFor(formOf(request, this.#modules.symbols), (authority) =>
      this.#handler.isOwnAddress(authority),
    )
    if (refusal) return refusal
    const credentials = credentialsOf(headers) ?? connection?.credentials
    return credentials && !this.#handler.accepts(credentials) ? staleCredentials : undefined
  }

  #connectionOf(socket: Socket | undefined): Connection | undefined {
    const metadata = (socket as unknown as Record<symbol, { tags?: string[] } | undefined>)?.[
      this.#modules.symbols.SocketMetadata
    ]
    return this.#connections.get(metadata?.tags?.[0] ?? '')
  }
}
