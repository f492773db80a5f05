import type { Attribution, BodyRef, Entry, Message, Step } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import { HartifactError } from '../../errors.ts'
import type { Redactor } from '../../redact/index.ts'
import type { JournalLine, ManifestTally, SegmentWriter } from '../../store/index.ts'
import { within } from '../../within.ts'
import { type Coverage, CoverageTally } from '../coverage.ts'
import { bodyLimit } from './body-limits.ts'
import { now } from './clock.ts'
import type { Connection, ExchangeHead, ExchangeObserver, Trouble } from './engine.ts'
import { entryPatch } from './entry-patch.ts'
import type { BodySink, EntrySink } from './entry-sink.ts'
import { errorData } from './error-data.ts'
import { Exchange } from './exchange.ts'
import type { Limits, RemarkRule, StopReport } from './messages.ts'
import { nobody } from './nobody.ts'
import { RemarkRules } from './remark-rules.ts'
import { refusedEntry } from './trouble-entry.ts'

/** How a {@link Recorder} keeps what passes. */
export interface RecorderSettings {
  readonly redact: Redactor
  readonly limits: Limits
  /** Whether entries get the times on the client's side. */
  readonly clientTimings: boolean
}

/** Lines that are written in one go: a remark on very many entries would hold up the traffic. */
const linesAtOnce = 500

/** Writes what passes into one session, from its first exchange until it is stopped. */
export class Recorder implements EntrySink {
  readonly sessionId: string
  /** Counts what is written, when the session is new. */
  readonly tally: ManifestTally | undefined
  readonly #writer: SegmentWriter
  readonly #settings: RecorderSettings
  readonly #open = new Set<Exchange>()
  readonly #coverage = new CoverageTally()
  readonly #rules = new RemarkRules()
  #sequence = 0
  /** Steps that have begun and not ended, the innermost last. */
  readonly #steps: string[] = []
  #stopping = false
  #paused = false

  constructor(
    sessionId: string,
    writer: SegmentWriter,
    settings: RecorderSettings,
    tally?: ManifestTally,
  ) {
    this.sessionId = sessionId
    this.tally = tally
    this.#writer = writer
    this.#settings = settings
  }

  /** An exchange begins that belongs to this session. */
  exchange(head: ExchangeHead, connection: Connection, attribution: Attribution): ExchangeObserver {
    if (this.#paused) {
      this.#coverage.paused()
      return nobody
    }
    this.#coverage.exchange(attribution, this.#stopping)
    const step = this.#steps.at(-1)
    const exchange = new Exchange(
      head,
      {
        id: this.#nextId(),
        attribution,
        connection: connection.id,
        ...(step !== undefined && { step }),
        ...(this.#stopping && { late: true }),
        ...(this.#settings.clientTimings && { clientTimings: true }),
      },
      this,
    )
    this.#open.add(exchange)
    void exchange.done.then(() => this.#open.delete(exchange))
    return exchange
  }

  /** Something did not become an exchange; a client that refused our TLS becomes an entry all the same. */
  trouble(trouble: Trouble, connection: Connection, attribution: Attribution): void {
    const { authority, kind } = trouble
    // Our own faults are no traffic.
    if (kind === 'internal') return
    const about = { id: this.#nextId(), connection: connection.id, attribution }
    const safe = this.#settings.redact(refusedEntry(trouble, about))
    const message = safe.failure?.message ?? ''
    this.#coverage.unread({ kind, ...(authority && { authority }), message })
    if (kind === 'client-tls' && authority) void this.complete(this.begin(safe))
  }

  begin(entry: Entry): Entry {
    const redacted = this.#settings.redact(entry)
    void this.#append({ t: 'req', entry: redacted })
    return redacted
  }

  body(headers: HeaderList): BodySink {
    return this.#writer.body(bodyLimit(headers, this.#settings.limits))
  }

  tunnel(direction: Message['direction']): BodySink {
    const body = this.#writer.body(0)
    return {
      write: (chunk) => {
        this.#coverage.tunnelled(direction, chunk.byteLength)
        return body.write(chunk)
      },
      end: (): BodyRef => body.end(),
    }
  }

  message(id: string, message: Message): Promise<void> | undefined {
    void this.#append({ t: 'msg', id, message })
    return this.#writer.room()
  }

  async complete(entry: Entry): Promise<void> {
    // The rest of the request is on disk already, and need not be searched for secrets again.
    const request = { ...entry.request, url: '', headers: [] }
    const safe = this.#settings.redact({ ...entry, request })
    const appended = this.#append({ t: 'res', id: entry.id, patch: entryPatch(safe) })
    for (const annotation of this.#rules.remarks({ ...safe, request: entry.request })) {
      void this.#append({ t: 'note', annotation, entry: entry.id })
    }
    await appended
  }

  /** Entries that fit get the remark when they are complete. @throws HartifactError `INVALID_ARGUMENT` */
  annotateWhen(rule: RemarkRule): void {
    this.#rules.add(rule)
  }

  /** Exchanges that begin from now on pass without being kept, or are kept again. */
  async pause(isPaused: boolean): Promise<void> {
    this.#paused = isPaused
    await this.write([{ t: 'info', set: { paused: isPaused } }])
  }

  /** A client is known to have gone around the proxy. */
  reportBypass(client: string, reason: string): void {
    this.#coverage.bypassed(client, reason)
  }

  /** Adds what is said of the session. @throws HartifactError as {@link SegmentWriter.append} */
  async write(lines: readonly JournalLine[]): Promise<void> {
    for (let index = 0; index < lines.length; index += linesAtOnce) {
      const some = lines.slice(index, index + linesAtOnce)
      for (const line of some) if (line.t === 'step') this.#follow(line.step)
      await Promise.all(some.map((line) => this.#take(line)))
    }
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
    const coverage = this.coverage()
    void this.#append({ t: 'info', set: { coverage, ...(this.#paused && { paused: false }) } })
    await this.#writer.close()
    const { fault } = this.#writer
    return {
      cut,
      late: this.#coverage.late,
      entries: this.#sequence,
      ...(fault && { degraded: errorData(fault) }),
    }
  }

  coverage(): Coverage {
    return this.#coverage.report()
  }

  /** Waits until nothing but streams is in flight and all is written; tells what is left at the limit. */
  async #drain(limit: number): Promise<{ isWritten: boolean; pending: string[] }> {
    const waiting = [...this.#open].filter((exchange) => !exchange.isStream)
    // A response may turn out to be an event stream only while we wait for it.
    const ended = Promise.all(waiting.map((exchange) => exchange.doneOrStream))
    const written = ended.then(() => this.#writer.flush())
    const isWritten = await within(limit, written)
    const pending = waiting
      .filter((exchange) => !exchange.hasEnded && !exchange.isStream)
      .map(({ title }) => title)
    return { isWritten, pending }
  }

  /** Faults are counted and reported by the writer; traffic goes on. */
  async #append(line: JournalLine): Promise<void> {
    await this.#take(line).catch(() => {})
  }

  #take(line: JournalLine): Promise<void> {
    this.tally?.add(line)
    return this.#writer.append(line)
  }

  /** Requests belong to the innermost step that has begun and not ended. */
  #follow({ endedAt, id }: Step): void {
    const index = this.#steps.indexOf(id)
    if (endedAt === undefined) this.#steps.push(id)
    else if (index >= 0) this.#steps.splice(index, 1)
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
