import type { Annotation, Attribution, BodyRef, Entry, Message, Step } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import { unknownTimings } from '../../entry/unknown-timings.ts'
import { HartifactError } from '../../errors.ts'
import type { Redactor } from '../../redact/index.ts'
import type { JournalLine, SegmentWriter } from '../../store/index.ts'
import type { Coverage } from '../coverage.ts'
import { now, toIsoTime } from './clock.ts'
import type { Connection, ExchangeHead, ExchangeObserver, Trouble } from './engine.ts'
import type { BodySink, EntrySink } from './entry-sink.ts'
import { errorData } from './error-data.ts'
import { Exchange } from './exchange.ts'
import type { StopReport } from './messages.ts'

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Writes what passes into one session, from its first exchange until it is stopped. */
export class Recorder implements EntrySink {
  readonly sessionId: string
  readonly #writer: SegmentWriter
  readonly #redact: Redactor
  readonly #bodyLimit: number
  readonly #open = new Set<Exchange>()
  readonly #counts = { port: 0, credentials: 0, active: 0 } as Writable<Coverage['exchanges']>
  #troubles = { 'client-tls': 0, malformed: 0, opaque: 0, internal: 0 }
  #sequence = 0
  /** Steps that have begun and not ended, the innermost last. */
  readonly #steps: string[] = []
  #late = 0
  #stopping = false

  constructor(sessionId: string, writer: SegmentWriter, redact: Redactor, bodyLimit: number) {
    this.sessionId = sessionId
    this.#writer = writer
    this.#redact = redact
    this.#bodyLimit = bodyLimit
  }

  /** An exchange begins that belongs to this session. */
  exchange(head: ExchangeHead, connection: Connection, attribution: Attribution): ExchangeObserver {
    this.#counts[attribution]++
    if (this.#stopping) this.#late++
    const step = this.#steps.at(-1)
    const exchange = new Exchange(
      head,
      {
        id: this.#nextId(),
        attribution,
        connection: connection.id,
        ...(step !== undefined && { step }),
        ...(this.#stopping && { late: true }),
      },
      this,
    )
    this.#open.add(exchange)
    void exchange.done.then(() => this.#open.delete(exchange))
    return exchange
  }

  /** Something did not become an exchange; a client that refused our TLS becomes an entry all the same. */
  trouble(
    { at, authority, kind, message }: Trouble,
    connection: Connection,
    attribution: Attribution,
  ): void {
    this.#troubles[kind]++
    if (kind !== 'client-tls' || !authority) return
    const entry: Entry = {
      id: this.#nextId(),
      startedAt: toIsoTime(at),
      request: {
        method: 'CONNECT',
        url: `https://${authority}/`,
        httpVersion: 'HTTP/1.1',
        headers: [],
      },
      timings: unknownTimings,
      failure: { kind: 'client-tls', message },
      connection: connection.id,
      attribution,
      annotations: [],
    }
    void this.complete(this.begin(entry))
  }

  begin(entry: Entry): Entry {
    const redacted = this.#redact(entry)
    void this.#append({ t: 'req', entry: redacted })
    return redacted
  }

  body(_headers: HeaderList): BodySink {
    const body = this.#writer.body(this.#bodyLimit)
    return { write: (chunk) => body.write(chunk), end: (): BodyRef => body.end() }
  }

  message(id: string, message: Message): void {
    void this.#append({ t: 'msg', id, message })
  }

  async complete(entry: Entry): Promise<void> {
    const { id, request, response, timings, failure, remoteAddress, remotePort, tls } =
      this.#redact(entry)
    await this.#append({
      t: 'res',
      id,
      patch: {
        ...((request.body || request.trailers) && {
          request: {
            ...(request.body && { body: request.body }),
            ...(request.trailers && { trailers: request.trailers }),
          },
        }),
        ...(response && { response }),
        timings,
        ...(failure && { failure }),
        ...(remoteAddress !== undefined && { remoteAddress }),
        ...(remotePort !== undefined && { remotePort }),
        ...(tls && { tls }),
      },
    })
  }

  /** Writes remarks. @throws HartifactError as {@link SegmentWriter.append} */
  async annotate(annotation: Annotation, entryIds?: readonly string[]): Promise<void> {
    const lines: JournalLine[] = entryIds
      ? entryIds.map((entry) => ({ t: 'note', annotation, entry }))
      : [{ t: 'note', annotation }]
    await Promise.all(lines.map((line) => this.#writer.append(line)))
  }

  async beginStep(step: Step): Promise<void> {
    this.#steps.push(step.id)
    await this.#writer.append({ t: 'step', step })
  }

  async endStep(step: Step): Promise<void> {
    const index = this.#steps.indexOf(step.id)
    if (index >= 0) this.#steps.splice(index, 1)
    await this.#writer.append({ t: 'step', step })
  }

  async write(line: JournalLine): Promise<void> {
    await this.#writer.append(line)
  }

  /**
   * Resolves when every exchange seen so far is on disk; open streams with what they have brought.
   *
   * @param limit - milliseconds to wait for exchanges in flight
   * @throws HartifactError `TIMED_OUT` naming what is still in flight
   */
  async settled(limit: number): Promise<void> {
    const { isWritten, pending } = await this.#drain(limit)
    if (pending.length === 0 && isWritten) return
    if (pending.length === 0) {
      throw new HartifactError('TIMED_OUT', `The disk has not answered for ${limit} ms.`, {
        fix: 'Check the disk of the store, or give settled() a longer timeout.',
      })
    }
    throw new HartifactError(
      'TIMED_OUT',
      `${pending.length} exchange(s) were still in flight after ${limit} ms: ${pending.slice(0, 3).join(', ')}.`,
      { fix: 'Wait for the response in the test, or give settled() a longer timeout.' },
    )
  }

  /**
   * Waits for what is in flight, cuts off what does not end within `limit` ms, and closes the segment.
   *
   * @param shut - closes the ways in; called when the waiting is over
   */
  async stop(limit: number, shut: () => Promise<void>): Promise<StopReport> {
    this.#stopping = true
    const { pending: cut } = await this.#drain(limit)
    await shut()
    for (const exchange of this.#open) {
      exchange.abandon(now(), { kind: 'unfinished', message: whyUnfinished(exchange, limit) })
    }
    await this.#writer.close()
    const { fault } = this.#writer
    return {
      cut,
      late: this.#late,
      ...(fault && { degraded: errorData(fault) }),
    }
  }

  coverage(): Coverage {
    return {
      exchanges: { ...this.#counts },
      tlsRefused: this.#troubles['client-tls'],
      opaque: this.#troubles.opaque,
      malformed: this.#troubles.malformed,
      late: this.#late,
    }
  }

  /** Waits until nothing but streams is in flight and all is written; tells what is left at the limit. */
  async #drain(limit: number): Promise<{ isWritten: boolean; pending: string[] }> {
    const waiting = [...this.#open].filter((exchange) => !exchange.isStream)
    // A response may turn out to be an event stream only while we wait for it.
    const ended = Promise.all(waiting.map((exchange) => exchange.doneOrStream))
    const written = ended.then(() => this.#writer.flush())
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, limit, false)
    })
    const isWritten = await Promise.race([written.then(() => true), late])
    clearTimeout(timer)
    const pending = waiting
      .filter((exchange) => !exchange.hasEnded && !exchange.isStream)
      .map(({ title }) => title)
    return { isWritten, pending }
  }

  /** Faults are counted and reported by the writer; traffic goes on. */
  async #append(line: JournalLine): Promise<void> {
    await this.#writer.append(line).catch(() => {})
  }

  #nextId(): string {
    this.#sequence++
    return `${this.#writer.segment}-${String(this.#sequence).padStart(6, '0')}`
  }
}

function whyUnfinished(exchange: Exchange, limit: number): string {
  if (exchange.isStream) return 'The stream was still open when the recording stopped'
  return exchange.isLate
    ? 'The exchange began after the recording was told to stop, and nobody waited for it'
    : `The exchange was still in flight ${limit} ms after the recording was told to stop`
}
