import { createParser } from 'eventsource-parser'
import type {
  Attribution,
  Entry,
  EntryResponse,
  Failure,
  InformationalEntry,
  Message,
} from '../../entry/entry.ts'
import { getHeader, type HeaderList, mediaType } from '../../entry/headers.ts'
import { unknownTimings } from '../../entry/unknown-timings.ts'
import { now, toIsoTime } from './clock.ts'
import type {
  EngineMessage,
  ExchangeHead,
  ExchangeObserver,
  ExchangeOutcome,
  InformationalResponse,
  ResponseHead,
} from './engine.ts'
import type { BodySink, EntrySink } from './entry-sink.ts'
import { clientTimingsOf, timingsOf } from './timings.ts'

/** What an exchange is told about itself when it begins. */
export interface ExchangeStart {
  readonly id: string
  readonly attribution: Attribution
  readonly connection: string
  readonly step?: string
  readonly late?: boolean
  /** Whether the times on the client's side are wanted. */
  readonly clientTimings?: boolean
}

/** Text of one message that is kept; longer ones are cut, their `size` stays true. */
const maxMessage = 1024 * 1024

/** Interim responses that are kept of one exchange: a hostile server may send them without end. */
const maxInformational = 1000

/**
 * One exchange while it passes: bodies and messages go to the sink as they come, the entry's two
 * halves when the request's head is there and when all has ended.
 */
export class Exchange implements ExchangeObserver {
  /** Settles when the second half of the entry is written, or could not be. */
  readonly done: Promise<void>
  /** As `done`, or as soon as it turns out to be a stream. */
  readonly doneOrStream: Promise<void>
  readonly #resolveDone: () => void
  readonly #resolveStream: () => void
  readonly #sink: EntrySink
  readonly #at: number
  readonly #kind: ExchangeHead['kind']
  readonly #withClientTimings: boolean
  #entry: Entry
  #requestBody: BodySink | undefined
  #responseBody: BodySink | undefined
  readonly #informational: InformationalEntry[] = []
  #response: EntryResponse | undefined
  #eventStream: { feed(bytes: Uint8Array): void } | undefined
  readonly #late: boolean
  #isStream = false
  #ended = false

  constructor(head: ExchangeHead, start: ExchangeStart, sink: EntrySink) {
    this.#sink = sink
    this.#at = head.at
    this.#kind = head.kind
    this.#withClientTimings = start.clientTimings ?? false
    this.#late = start.late ?? false
    let resolveDone = (): void => {}
    let resolveStream = (): void => {}
    this.done = new Promise((resolve) => (resolveDone = resolve))
    const stream = new Promise<void>((resolve) => (resolveStream = resolve))
    this.doneOrStream = Promise.race([this.done, stream])
    this.#resolveDone = resolveDone
    this.#resolveStream = resolveStream
    if (head.kind !== 'http') this.#becomeStream()
    const { headers, httpVersion, method, url } = head
    this.#entry = sink.begin({
      id: start.id,
      startedAt: toIsoTime(head.at),
      request: { method, url, httpVersion, headers },
      timings: unknownTimings,
      connection: start.connection,
      attribution: start.attribution,
      annotations: [],
      ...(start.step !== undefined && { step: start.step }),
      ...(start.late && { late: true }),
    })
  }

  /** WebSockets, tunnels and event streams end when somebody wants them to: nobody waits for them. */
  get isStream(): boolean {
    return this.#isStream
  }

  /** Whether all of it has passed; it may still have to be written. */
  get hasEnded(): boolean {
    return this.#ended
  }

  /** Whether it began when the recording had been told to stop. */
  get isLate(): boolean {
    return this.#late
  }

  /** What it is about, for messages: `GET https://…`. */
  get title(): string {
    return `${this.#entry.request.method} ${this.#entry.request.url}`
  }

  requestBody(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#ended) return undefined
    this.#requestBody ??= this.#open('sent', this.#entry.request.headers)
    return this.#requestBody.write(chunk)
  }

  requestEnd(trailers: HeaderList): void {
    // After the switch to another protocol the client goes on sending.
    const mayGoOn = !this.#ended && getHeader(this.#entry.request.headers, 'upgrade') !== undefined
    const body = mayGoOn ? undefined : this.#requestBody?.end()
    if (body) this.#requestBody = undefined
    this.#entry = {
      ...this.#entry,
      request: {
        ...this.#entry.request,
        ...(trailers.length > 0 && { trailers }),
        ...(body && { body }),
      },
    }
  }

  informational({ at, headers, status, statusText }: InformationalResponse): void {
    if (this.#informational.length >= maxInformational) return
    this.#informational.push({ status, statusText, headers, at: toIsoTime(at) })
  }

  response(head: ResponseHead): void {
    this.#response = head
    if (head.status === 101) this.#becomeStream()
    if (mediaType(head.headers) === 'text/event-stream') this.#openEventStream(head.headers)
  }

  responseBody(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#ended) return undefined
    this.#responseBody ??= this.#open('received', this.#response?.headers ?? [])
    const time = this.#responseBody.write(chunk)
    this.#eventStream?.feed(chunk)
    return time
  }

  responseTrailers(trailers: HeaderList): void {
    if (this.#response && trailers.length > 0) this.#response = { ...this.#response, trailers }
  }

  message({ at, code, data, direction, kind }: EngineMessage): Promise<void> | undefined {
    const encoding = kind === 'text' || kind === 'close' ? 'utf8' : 'base64'
    return this.#tell({
      direction,
      at: toIsoTime(at),
      kind,
      data: Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, maxMessage)).toString(
        encoding,
      ),
      size: data.length,
      ...(code !== undefined && { code }),
    })
  }

  end({ at, client, failure, upstream }: ExchangeOutcome): void {
    if (this.#ended) return
    this.#ended = true
    // A client that goes away in the middle of its request never ends it.
    if (this.#requestBody) this.requestEnd([])
    const body = this.#responseBody?.end()
    const response = this.#response && { ...this.#response, ...(body && { body }) }
    const { connection, proxy, remoteAddress, remotePort, reused = false, tls } = upstream
    const entry: Entry = {
      ...this.#entry,
      ...(this.#informational.length > 0 && { informational: this.#informational }),
      ...(response && { response }),
      timings: timingsOf(this.#at, at, upstream),
      ...(client &&
        this.#withClientTimings && { clientTimings: clientTimingsOf(this.#at, client) }),
      ...(failure && { failure }),
      ...(remoteAddress !== undefined && { remoteAddress }),
      ...(remotePort !== undefined && { remotePort }),
      ...(tls && { tls }),
      ...(connection !== undefined && {
        serverConnection: { id: connection, reused, ...(proxy !== undefined && { proxy }) },
      }),
    }
    void this.#sink.complete(entry).finally(this.#resolveDone)
  }

  /** Ends it from our side, because the recording is over. */
  abandon(at: number, failure: Failure): void {
    this.end({ at, failure, upstream: { moments: {} } })
  }

  #open(direction: Message['direction'], headers: HeaderList): BodySink {
    return this.#kind === 'tunnel' ? this.#sink.tunnel(direction) : this.#sink.body(headers)
  }

  #openEventStream(headers: HeaderList): void {
    this.#becomeStream()
    // Events of a compressed stream stay in its body only: decoding is not done while it passes.
    if ((getHeader(headers, 'content-encoding') ?? 'identity') !== 'identity') return
    const decoder = new TextDecoder()
    const parser = createParser({
      maxBufferSize: maxMessage,
      onError: () => {},
      // The bytes it is made of ask for time, if need be.
      onEvent: ({ data, event, id }) =>
        void this.#tell({
          direction: 'received',
          at: toIsoTime(now()),
          kind: 'event',
          data,
          size: Buffer.byteLength(data),
          ...(event !== undefined && { event }),
          ...(id !== undefined && { eventId: id }),
        }),
    })
    this.#eventStream = { feed: (bytes) => parser.feed(decoder.decode(bytes, { stream: true })) }
  }

  #becomeStream(): void {
    this.#isStream = true
    this.#resolveStream()
  }

  #tell(message: Message): Promise<void> | undefined {
    return this.#ended ? undefined : this.#sink.message(this.#entry.id, message)
  }
}
