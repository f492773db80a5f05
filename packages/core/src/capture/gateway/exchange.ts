import { createParser } from 'eventsource-parser'
import type { Attribution, Entry, EntryResponse, Failure, Message } from '../../entry/entry.ts'
import { getHeader, type HeaderList, mediaType } from '../../entry/headers.ts'
import { unknownTimings } from '../../entry/unknown-timings.ts'
import { now, toIsoTime } from './clock.ts'
import type {
  EngineMessage,
  ExchangeHead,
  ExchangeObserver,
  ExchangeOutcome,
  ResponseHead,
} from './engine.ts'
import type { BodySink, EntrySink } from './entry-sink.ts'
import { timingsOf } from './timings.ts'

/** What an exchange is told about itself when it begins. */
export interface ExchangeStart {
  readonly id: string
  readonly attribution: Attribution
  readonly connection: string
  readonly step?: string
  readonly late?: boolean
}

/** Text of one message that is kept; longer ones are cut, their `size` stays true. */
const maxMessage = 1024 * 1024

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
  #entry: Entry
  #requestBody: BodySink | undefined
  #responseBody: BodySink | undefined
  #response: EntryResponse | undefined
  #eventStream: { feed(bytes: Uint8Array): void } | undefined
  readonly #late: boolean
  #isStream = false
  #ended = false

  constructor(head: ExchangeHead, start: ExchangeStart, sink: EntrySink) {
    this.#sink = sink
    this.#at = head.at
    this.#late = start.late ?? false
    let resolveDone = (): void => {}
    let resolveStream = (): void => {}
    this.done = new Promise((resolve) => (resolveDone = resolve))
    const stream = new Promise<void>((resolve) => (resolveStream = resolve))
    this.doneOrStream = Promise.race([this.done, stream])
    this.#resolveDone = resolveDone
    this.#resolveStream = resolveStream
    if (head.kind === 'websocket') this.#becomeStream()
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

  /** WebSockets and event streams end when somebody wants them to: nobody waits for them. */
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

  requestBody(chunk: Uint8Array): void {
    this.#requestBody ??= this.#sink.body(this.#entry.request.headers)
    this.#requestBody.write(chunk)
  }

  requestEnd(trailers: HeaderList): void {
    const body = this.#requestBody?.end()
    this.#requestBody = undefined
    this.#entry = {
      ...this.#entry,
      request: {
        ...this.#entry.request,
        ...(trailers.length > 0 && { trailers }),
        ...(body && { body }),
      },
    }
  }

  response(head: ResponseHead): void {
    this.#response = head
    if (mediaType(head.headers) === 'text/event-stream') this.#openEventStream(head.headers)
  }

  responseBody(chunk: Uint8Array): void {
    this.#responseBody ??= this.#sink.body(this.#response?.headers ?? [])
    this.#responseBody.write(chunk)
    this.#eventStream?.feed(chunk)
  }

  responseTrailers(trailers: HeaderList): void {
    if (this.#response && trailers.length > 0) this.#response = { ...this.#response, trailers }
  }

  message({ at, code, data, direction, kind }: EngineMessage): void {
    const encoding = kind === 'binary' ? 'base64' : 'utf8'
    this.#tell({
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

  end({ at, failure, upstream }: ExchangeOutcome): void {
    if (this.#ended) return
    this.#ended = true
    // A client that goes away in the middle of its request never ends it.
    if (this.#requestBody) this.requestEnd([])
    const body = this.#responseBody?.end()
    const response = this.#response && { ...this.#response, ...(body && { body }) }
    const { remoteAddress, remotePort, tls } = upstream
    const entry: Entry = {
      ...this.#entry,
      ...(response && { response }),
      timings: timingsOf(this.#at, at, upstream),
      ...(failure && { failure }),
      ...(remoteAddress !== undefined && { remoteAddress }),
      ...(remotePort !== undefined && { remotePort }),
      ...(tls && { tls }),
    }
    void this.#sink.complete(entry).finally(this.#resolveDone)
  }

  /** Ends it from our side, because the recording is over. */
  abandon(at: number, failure: Failure): void {
    this.end({ at, failure, upstream: { moments: {} } })
  }

  #openEventStream(headers: HeaderList): void {
    this.#becomeStream()
    // Events of a compressed stream stay in its body only: decoding is not done while it passes.
    if ((getHeader(headers, 'content-encoding') ?? 'identity') !== 'identity') return
    const decoder = new TextDecoder()
    const parser = createParser({
      maxBufferSize: maxMessage,
      onError: () => {},
      onEvent: ({ data, event, id }) =>
        this.#tell({
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

  #tell(message: Message): void {
    if (!this.#ended) this.#sink.message(this.#entry.id, message)
  }
}
