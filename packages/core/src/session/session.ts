import { randomUUID } from 'node:crypto'
import type { Annotation, BodyRef, Entry, Step } from '../entry/entry.ts'
import { bodyText, decodeBody } from '../entry/body.ts'
import { compileFilter, describeFilter, type EntryFilter } from '../entry/filter.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import { HartifactError } from '../errors.ts'
import type { SessionSource } from '../formats/format.ts'
import { rebuildManifest, SessionIndex, type Storage } from '../store/index.ts'
import { type ExportOptions, type ExportResult, exportSession } from './export-session.ts'
import { checkSessionName } from './session-name.ts'
import { editJournal, type SessionJournal } from './session-journal.ts'
import { type SessionStats, statsOf } from './session-stats.ts'
import type { SessionStore } from './session-store.ts'

/** What can be said about an entry or a session with `annotate`. */
export type Remark = Pick<Annotation, 'note' | 'color' | 'tags' | 'author'>

/**
 * A named container of entries: read, annotate, export. It always shows what is on disk: a session
 * that is being recorded, also by another process, grows while it is read again.
 */
export class Session {
  /** UUIDv7; exact where names are not. */
  readonly id: string
  readonly #storage: Storage
  readonly #index: SessionIndex
  readonly #journal: SessionJournal

  /** Use `store.open()`, `store.list()` or a recording. */
  constructor(store: SessionStore, id: string, journal?: SessionJournal) {
    this.id = id
    this.#storage = store.storage
    this.#index = new SessionIndex(store.storage, id)
    this.#journal = journal ?? editJournal(store.storage, id)
  }

  /** Name as of the last {@link Session.refresh}. */
  get name(): string {
    return this.#index.info.name
  }

  /** What is known of it without its entries, as of the last {@link Session.refresh}. */
  get info(): SessionInfo {
    return this.#index.info
  }

  /** Steps, as of the last {@link Session.refresh}. */
  get steps(): readonly Step[] {
    return this.#index.steps
  }

  /** Remarks on the session itself, as of the last {@link Session.refresh}. */
  get annotations(): readonly Annotation[] {
    return this.#index.annotations
  }

  /** Reads what has been added since; everything that reads entries does it by itself. */
  async refresh(): Promise<this> {
    await this.#index.refresh()
    return this
  }

  /**
   * The entries in order of arrival, or those that `filter` matches.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for a filter with unknown keys
   * @example
   * ```ts
   * import { openStore } from '@hartifact/core'
   *
   * const session = await (await openStore()).open('Login Flow')
   * for await (const entry of session.entries({ method: 'POST', url: '**\/login' })) {
   *   console.log(entry.response?.status)
   * }
   * ```
   */
  async *entries(filter?: EntryFilter): AsyncIterable<Entry> {
    const matches = filter && compileFilter(filter)
    await this.#index.refresh()
    for await (const entry of this.#index.entries()) {
      if (!matches || matches(entry)) yield entry
    }
  }

  /** The bytes of a body as they were on the wire. @throws HartifactError `BODY_MISSING` */
  body(ref: BodyRef | undefined): Promise<Uint8Array> {
    return ref ? this.#index.body(ref) : Promise.resolve(new Uint8Array())
  }

  /**
   * The bytes of a message's body after content decoding (RFC 9110 §8.4); as they are when they
   * cannot be decoded.
   */
  async decoded(message: Entry['request'] | Entry['response']): Promise<Uint8Array> {
    if (!message?.body) return new Uint8Array()
    const { bytes } = await decodeBody(await this.body(message.body), message.headers)
    return bytes
  }

  /** The body of a message as text, in its charset. */
  async text(message: Entry['request'] | Entry['response']): Promise<string> {
    return message?.body ? bodyText(await this.decoded(message), message.headers) : ''
  }

  /**
   * Adds a note, colour or tags to the session, or to the entries that a filter matches.
   *
   * @returns how many entries were annotated (0 for a remark on the session)
   * @throws HartifactError `NAME_NOT_FOUND` when the filter matches no entry
   */
  async annotate(remark: Remark): Promise<number>
  async annotate(filter: EntryFilter, remark: Remark): Promise<number>
  async annotate(...parameters: [Remark] | [EntryFilter, Remark]): Promise<number> {
    const remark = parameters.at(-1) as Remark
    const annotation: Annotation = {
      id: randomUUID(),
      at: new Date().toISOString(),
      ...pick(remark),
    }
    if (parameters.length === 1) {
      await this.#journal.annotate(annotation)
      await this.refresh()
      return 0
    }
    const filter = parameters[0]
    const ids: string[] = []
    for await (const { id } of this.entries(filter)) ids.push(id)
    if (ids.length === 0) {
      throw new HartifactError(
        'NAME_NOT_FOUND',
        `No entry of "${this.name}" matches ${describeFilter(filter)}.`,
        {
          fix: 'Await settled() first when the request has only just been made, or widen the filter.',
        },
      )
    }
    await this.#journal.annotate(annotation, ids)
    await this.refresh()
    return ids.length
  }

  /**
   * Runs `body` as a named step: requests that start meanwhile belong to it, and it becomes a page
   * of the HAR. Works on a recording; on a session that is not being recorded it marks the time only.
   */
  async step<T>(title: string, body: () => T | Promise<T>): Promise<T> {
    const step: Step = { id: `step-${randomUUID()}`, title, startedAt: new Date().toISOString() }
    await this.#journal.beginStep(step)
    const end = (): Promise<void> =>
      this.#journal.endStep({ ...step, endedAt: new Date().toISOString() })
    let result: T
    try {
      result = await body()
    } catch (error) {
      // What went wrong in the step is what its reader must see.
      await end().catch(() => {})
      throw error
    }
    await end()
    return result
  }

  /**
   * Adds to what is known of the session, for instance how its test ended.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for a name that is empty or too long
   */
  async describe(set: Partial<Pick<SessionInfo, 'name' | 'test' | 'owner'>>): Promise<void> {
    if (set.name !== undefined) checkSessionName(set.name)
    await this.#journal.describe(set)
    // Sessions are found by the names in their manifests.
    if (set.name !== undefined) await rebuildManifest(this.#storage, this.id)
    await this.refresh()
  }

  /** Numbers about it, counted from its entries. */
  stats(): Promise<SessionStats> {
    return statsOf(this.#index.info.createdAt, this.entries(), () => this.#index.damages.length)
  }

  /**
   * Writes it to a file, in the format of the file's extension or of `format`.
   *
   * @returns the path, the number of entries, and what the format could not carry
   * @throws HartifactError `FORMAT_UNKNOWN`, `EXPORT_FAILED`
   */
  async export(path: string, options: ExportOptions = {}): Promise<ExportResult> {
    await this.refresh()
    return exportSession(this.#source(options.filter), path, options)
  }

  #source(filter: EntryFilter | undefined): SessionSource {
    return {
      info: this.#index.info,
      steps: this.#index.steps,
      annotations: this.#index.annotations,
      entries: () => this.entries(filter),
      readBody: (ref) => this.body(ref),
    }
  }
}

function pick({ author, color, note, tags }: Remark): Remark {
  return {
    ...(note !== undefined && { note }),
    ...(color !== undefined && { color }),
    ...(tags !== undefined && { tags }),
    ...(author !== undefined && { author }),
  }
}
