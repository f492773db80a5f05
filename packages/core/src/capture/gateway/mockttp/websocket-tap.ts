import type { Failure } from '../../../entry/entry.ts'
import type { HeaderList } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import type { Connection, EngineHandler, ExchangeHead, ExchangeObserver } from '../engine.ts'
import type { MockttpServer } from './modules.ts'
import type { UpstreamTap } from './upstream-tap.ts'

interface HeadEvent {
  readonly id: string
  readonly statusCode: number
  readonly statusMessage: string
  readonly rawHeaders: HeaderList
}

interface MessageEvent {
  readonly streamId: string
  /** As mockttp sees it: `received` came from the client. */
  readonly direction: 'received' | 'sent'
  readonly content: Uint8Array
  readonly isBinary: boolean
  readonly eventTimestamp: number
}

interface CloseEvent {
  readonly streamId: string
  readonly closeCode?: number
  readonly closeReason?: string
}

interface OpenWebSocket {
  readonly observer: ExchangeObserver
  readonly upstream: UpstreamTap
}

/** Turns mockttp's WebSocket events into calls of the exchange's observer. */
export class WebSocketTaps {
  readonly #handler: EngineHandler
  readonly #open = new Map<string, OpenWebSocket>()

  constructor(handler: EngineHandler) {
    this.#handler = handler
  }

  /** A handshake is being forwarded. */
  open(id: string, upstream: UpstreamTap, connection: Connection, head: ExchangeHead): void {
    const observer = this.#handler.exchange(head, connection)
    observer.requestEnd([])
    this.#open.set(id, { observer, upstream })
  }

  /** The handshake was answered with something else than 101. */
  rejected(event: HeadEvent): void {
    const socket = this.#open.get(event.id)
    if (!socket) return
    socket.observer.response(responseHead(event))
    this.#end(event.id)
  }

  /** One side broke the connection. */
  aborted(id: string, failure: Failure | undefined): void {
    this.#end(
      id,
      failure ?? {
        kind: 'reset',
        message: 'The WebSocket broke off without a close frame',
        code: '1006',
      },
    )
  }

  /** Subscribes to the server's events. */
  async listen(server: MockttpServer): Promise<void> {
    await server.on('websocket-accepted', (event: HeadEvent) => {
      this.#open.get(event.id)?.observer.response(responseHead(event))
    })
    for (const name of ['websocket-message-received', 'websocket-message-sent']) {
      await server.on(name, (event: MessageEvent) => {
        this.#open.get(event.streamId)?.observer.message({
          direction: event.direction === 'received' ? 'sent' : 'received',
          kind: event.isBinary ? 'binary' : 'text',
          data: event.content,
          at: performance.timeOrigin + event.eventTimestamp,
        })
      })
    }
    await server.on('websocket-close', (event: CloseEvent) => {
      this.#open.get(event.streamId)?.observer.message({
        direction: 'received',
        kind: 'close',
        data: Buffer.from(event.closeReason ?? ''),
        at: now(),
        ...(event.closeCode !== undefined && { code: event.closeCode }),
      })
      this.#end(event.streamId)
    })
  }

  #end(id: string, failure?: Failure): void {
    const socket = this.#open.get(id)
    if (!socket) return
    this.#open.delete(id)
    socket.observer.end({ at: now(), upstream: socket.upstream.facts, ...(failure && { failure }) })
  }
}

function responseHead(event: HeadEvent) {
  return {
    status: event.statusCode,
    statusText: event.statusMessage,
    httpVersion: 'HTTP/1.1',
    headers: event.rawHeaders,
  }
}
