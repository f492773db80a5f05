import { randomUUID } from 'node:crypto'
import type { Annotation, BodyRef, Entry, Step } from '../entry/entry.ts'
import { bodyText, decodeBody } from '../entry/body.ts'
import { compileFilter, describeFilter, type EntryFilter } from '../entry/filter.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import { HartifactError } from '../errors.ts'
import type { SessionSource } from '../formats/format.ts'
import {
  clearLine,
  currentManifest,
  type LockRecord,
  readActive,
  readLocks,
  renameManifest,
  SessionIndex,
  type SessionManifest,
  type Storage,
  trashSession,
  type UnlockOptions,
  unlockSession,
} from '../store/index.ts'
import {
  attachContent,
  type AttachmentContent,
  changeAnnotation,
  newAnnotation,
  noteLines,
} from './annotate-session.ts'
import { checkSession, type SessionCheck } from './check-session.ts'
import { duplicateSession, splitSession, type SplitNames } from './derived-sessions.ts'
import { appendSource } from './derive-session.ts'
import { type ExportOptions, type ExportResult, exportSession } from './export-session.ts'
import { checkRemark, checkTexts, type Remark } from './remark.ts'
import { entriesMatching, type SearchHit, searchSessions } from './search.ts'
import { checkSessionName } from './session-name.ts'
import { editJournal, type SessionJournal } from './session-journal.ts'
import { type SessionStats, statsOf } from './session-stats.ts'
import type { SessionStore } from './session-store.ts'
import { type SessionSummary, summaryOf } from './session-summary.ts'
import { type TimelineItem, timelineOf } from './timeline.ts'

/** What can be changed of a session at any time. */
export type SessionDescription = Partial<
  Pick<SessionInfo, 'name' | 'test' | 'owner' | 'labels' | 'links' | 'pinned'>
>

/** @throws HartifactError `INVALID_ARGUMENT` */
export function checkSessionDescription(set: SessionDescription): SessionDescription {
  const { labels, links, name } = set
  for (const [key, value] of Object.entries({ labels, links })) {
    if (value !== undefined) checkTexts(key, value)
  }
  return name === undefined ? set : { ...set, name: checkSessionName(name) }
}

/**
 * A named container of entries: read, annotate, export. It always shows what is on disk: a session
 * that is being recorded, also by another process, grows while it is read again.
 */
export class Session {
  /** UUIDv7; exact where names are not. */
  readonly id: string
  readonly #store: SessionStore
  readonly #storage: Storage
  readonly #index: SessionIndex
  readonly #journal: SessionJournal
  /** Takes what replaces a line: always later than it, whoever wrote that. */
  readonly #changes: SessionJournal

  /** Use `store.open()`, `store.list()` or a recording. */
  constructor(
    store: SessionStore,
    id: string,
    { journal, manifest }: { journal?: SessionJournal; manifest?: SessionManifest } = {},
  ) {
    this.id = id
    this.#store = store
    this.#storage = store.storage
    this.#index = new SessionIndex(store.storage, id)
    if (manifest) this.#index.assume(manifest)
    this.#changes = editJournal(store.storage, id)
    this.#journal = journal ?? this.#changes
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

  /** Number of its entries, as of the last {@link Session.refresh}. */
  get count(): number {
    return this.#index.count
  }

  /** Reads what has been added since; everything that reads entries does it by itself. */
  async refresh(): Promise<this> {
    await this.#index.refresh()
    return this
  }

  /**
   * The entries in order of arrival, or those that `filter` matches. A text is a query, as
   * `store.search()` takes it.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for a filter with unknown keys, or a query with a
   * mistake
   * @example
   * ```ts
   * import { openStore } from '@hartifact/core'
   *
   * const session = await (await openStore()).open('Login Flow')
   * for await (const entry of session.entries({ method: 'POST', url: '**\/login' })) {
   *   console.log(entry.response?.status)
   * }
   * for await (const entry of session.entries('status:5xx "race condition"')) {
   *   console.log(entry.request.url)
   * }
   * ```
   */
  async *entries(filter?: EntryFilter | string): AsyncIterable<Entry> {
    if (typeof filter === 'string') {
      await this.refresh()
      yield* entriesMatching(this.#index, filter)
      return
    }
    const matches = filter && compileFilter(filter)
    await this.refresh()
    for await (const entry of this.#index.entries()) {
      if (!matches || matches(entry)) yield entry
    }
  }

  /**
   * One entry, by its 0-based position or its id; undefined when there is none.
   *
   * @example
   * ```ts
   * import { openStore } from '@hartifact/core'
   *
   * const session = await (await openStore()).open('Login Flow')
   * const first = await session.entry(0)
   * console.log(first?.entry.request.url, first?.position)
   * ```
   */
  async entry(
    which: number | string,
  ): Promise<{ readonly entry: Entry; readonly position: number } | undefined> {
    await this.refresh()
    const ids = this.#index.ids()
    const position = typeof which === 'number' ? which : ids.indexOf(which)
    const id = ids[position]
    const entry = id === undefined ? undefined : await this.#index.entry(id)
    return entry && { entry, position }
  }

  /**
   * Entries that match a query, with the places of its words and phrases.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for a query with a mistake
   */
  search(query: string): AsyncIterable<SearchHit> {
    return searchSessions({ storage: this.#storage, sessions: [this], query })
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
   * Adds a note, colour, tags or links to the session, or to the entries that a filter or query
   * matches.
   *
   * @returns how many entries were annotated (0 for a remark on the session)
   * @throws HartifactError `NAME_NOT_FOUND` when the filter matches no entry, `INVALID_ARGUMENT` for
   * a colour that does not exist
   */
  async annotate(remark: Remark): Promise<number>
  async annotate(filter: EntryFilter | string, remark: Remark): Promise<number>
  async annotate(...parameters: [Remark] | [EntryFilter | string, Remark]): Promise<number> {
    const annotation = newAnnotation(parameters.at(-1) as Remark)
    const ids = parameters.length === 1 ? undefined : await this.#ids(parameters[0])
    await this.#write(noteLines(annotation, ids))
    return ids?.length ?? 0
  }

  /**
   * Changes a remark wherever it is; fields that are not given stay.
   *
   * @param id - of the remark, as in `entry.annotations`
   * @throws HartifactError `NAME_NOT_FOUND`, `INVALID_ARGUMENT`
   */
  async editAnnotation(id: string, changes: Remark): Promise<void> {
    const checked = checkRemark(changes)
    await this.refresh()
    await changeAnnotation(this.#index, this.#changes, id, (found) => ({ ...found, ...checked }))
    await this.refresh()
  }

  /** Takes a remark back, wherever it is. @throws HartifactError `NAME_NOT_FOUND` */
  async removeAnnotation(id: string): Promise<void> {
    await this.refresh()
    await changeAnnotation(this.#index, this.#changes, id, () => undefined)
    await this.refresh()
  }

  /**
   * Keeps a file, such as a screenshot, with the session, or with the entries that a filter matches.
   * Read it with `session.body(annotation.attachment.body)`.
   *
   * @returns the remark that it is attached to
   * @throws HartifactError `INVALID_ARGUMENT`, `NAME_NOT_FOUND` as `annotate`
   */
  async attach(file: AttachmentContent, filter?: EntryFilter | string): Promise<Annotation> {
    const ids = filter === undefined ? undefined : await this.#ids(filter)
    await this.ready()
    const annotation = await attachContent(this.#storage, this.id, file, ids)
    await this.refresh()
    return annotation
  }

  /**
   * Says what the session, or the entries that a filter matches, belong to.
   *
   * @param reference - for instance `jira:ABC-7`, or a URL
   */
  async link(reference: string, filter?: EntryFilter | string): Promise<void> {
    checkTexts('links', [reference])
    if (filter !== undefined) {
      await this.annotate(filter, { links: [reference] })
      return
    }
    await this.refresh()
    await this.describe({ links: [...new Set([...(this.info.links ?? []), reference])] })
  }

  /**
   * Runs `body` as a named step: requests that start meanwhile belong to it, and it becomes a page
   * of the HAR. Works on a recording; on a session that is not being recorded it marks the time only.
   */
  async step<T>(title: string, body: () => T | Promise<T>): Promise<T> {
    const step: Step = { id: `step-${randomUUID()}`, title, startedAt: new Date().toISOString() }
    await this.#journal.write([{ t: 'step', step }])
    const end = (): Promise<void> =>
      this.#journal.write([{ t: 'step', step: { ...step, endedAt: new Date().toISOString() } }])
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
   * @throws HartifactError `INVALID_ARGUMENT` for a name that is empty or too long, and for labels
   * or links that are none
   */
  async describe(set: SessionDescription): Promise<void> {
    const kept = checkSessionDescription(set)
    await this.#journal.write([{ t: 'info', set: kept }])
    // Sessions are found by the names in their manifests.
    if (kept.name !== undefined) await renameManifest(this.#storage, this.id, kept.name)
    await this.refresh()
  }

  /** Gives it another name; names need not be unique. @throws HartifactError `INVALID_ARGUMENT` */
  rename(name: string): Promise<void> {
    return this.describe({ name })
  }

  /** Keeps it from being removed by `store.prune()`. */
  pin(): Promise<void> {
    return this.describe({ pinned: true })
  }

  /** Undoes {@link Session.pin}. */
  unpin(): Promise<void> {
    return this.describe({ pinned: false })
  }

  /**
   * Empties it: entries and steps are gone, name and remarks on the session stay. What comes later
   * is recorded as before. `store.restore()` brings the entries back.
   */
  async clear(): Promise<void> {
    await this.ready()
    await this.#write([await clearLine(this.#storage, this.id)])
  }

  /** Brings back all that {@link Session.clear} has hidden. Returns whether there was anything. */
  async unclear(): Promise<boolean> {
    await this.refresh()
    const lines = this.#index.clearings
    if (lines.length === 0) return false
    await this.#changes.write(lines.map((line) => ({ ...line, undone: true as const })))
    await this.refresh()
    return true
  }

  /**
   * Moves it to the trash, from where `store.restore()` brings it back until it is purged.
   *
   * @throws HartifactError `SESSION_LOCKED` while it is being written, `SESSION_ACTIVE` for the active
   * session when it is the only one, `NAME_NOT_FOUND` when it is gone
   */
  async delete(): Promise<void> {
    await this.ready()
    const next = await this.#store.successor(this.id)
    await trashSession(this.#storage, this.id)
    if (next !== undefined) await this.#store.use(next)
  }

  /**
   * A copy of it, with an id of its own, as it is now.
   *
   * @param name - default: the same with ` (copy)`
   */
  async duplicate(name?: string): Promise<Session> {
    await this.ready()
    await this.refresh()
    return this.#store.open(await duplicateSession(this.#storage, this.#source(undefined), name))
  }

  /**
   * Two new sessions of it: one with the entries that match, one with the others. It stays as it is.
   *
   * @param names - of the new sessions; without `rest` only one is made
   * @throws HartifactError `INVALID_ARGUMENT`
   */
  async split(
    filter: EntryFilter | string,
    names: SplitNames,
  ): Promise<{ matching: Session; rest?: Session }> {
    await this.refresh()
    const matching = new Set<string>()
    for await (const { id } of this.entries(filter)) matching.add(id)
    const ids = await splitSession(this.#storage, this.#source(undefined), matching, names)
    return {
      matching: await this.#store.open(ids.matching),
      ...(ids.rest !== undefined && { rest: await this.#store.open(ids.rest) }),
    }
  }

  /**
   * Adds the entries of another session at the end, with their remarks and steps.
   *
   * @param source - a session, or the name or id of one in the same store
   * @returns how many
   */
  async append(source: Session | string, filter?: EntryFilter | string): Promise<number> {
    const other = typeof source === 'string' ? await this.#store.open(source) : source
    await other.refresh()
    return this.take(other.#source(filter))
  }

  /** Numbers about it, counted from its entries. */
  stats(): Promise<SessionStats> {
    return statsOf(
      () => this.#index.info.createdAt,
      this.entries(),
      () => this.#index.damages.length,
    )
  }

  /** Requests, remarks, attachments and steps in order of time. */
  async timeline(): Promise<TimelineItem[]> {
    await this.refresh()
    return timelineOf(this.entries(), this.annotations, this.steps)
  }

  /** Its row in the list of sessions. */
  async summary(): Promise<SessionSummary> {
    await this.ready()
    const [manifest, active] = await Promise.all([
      currentManifest(this.#storage, this.id),
      readActive(this.#storage),
    ])
    return summaryOf(manifest, { active })
  }

  /** Who has, or had, the right to write to it, in order. */
  locks(): Promise<LockRecord[]> {
    return readLocks(this.#storage, this.id)
  }

  /**
   * Takes the right to record into it away from whoever has it; for good, and on record. What they
   * have written stays. They notice within seconds, and what they write after that is refused.
   *
   * @returns the lock; undefined when nobody has one
   * @throws HartifactError `NOT_ALLOWED` for anybody but the user who holds it and the admins of the
   * store, and without `force` while the holder still runs
   */
  unlock(options: UnlockOptions = {}): Promise<LockRecord | undefined> {
    return unlockSession(this.#storage, this.id, options)
  }

  /** Checks all of it: every line against its checksum, every body against its hash. */
  async verify(): Promise<SessionCheck> {
    await this.ready()
    await this.refresh()
    return checkSession(this.#storage, this.info)
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

  /** It as data, for exporters and for copies. @internal */
  async source(filter?: EntryFilter | string): Promise<SessionSource> {
    await this.refresh()
    return this.#source(filter)
  }

  /** Before the files of the session are used in another way than by {@link Session.refresh}. */
  protected async ready(): Promise<void> {}

  #source(filter: EntryFilter | string | undefined): SessionSource {
    return {
      info: this.#index.info,
      steps: this.#index.steps,
      annotations: this.#index.annotations,
      // Without reading again: it is what it was when it was asked for.
      entries: () => (filter === undefined ? this.#index.entries() : this.entries(filter)),
      readBody: (ref) => this.body(ref),
    }
  }

  /** Adds what is in a session, or a file, at the end. @internal */
  async take(source: SessionSource): Promise<number> {
    await this.ready()
    await this.refresh()
    const count = await appendSource(this.#storage, this.#index, source)
    await this.refresh()
    return count
  }

  async #ids(filter: EntryFilter | string): Promise<string[]> {
    const ids: string[] = []
    for await (const { id } of this.entries(filter)) ids.push(id)
    if (ids.length > 0) return ids
    const words = typeof filter === 'string' ? `"${filter}"` : describeFilter(filter)
    throw new HartifactError('NAME_NOT_FOUND', `No entry of "${this.name}" matches ${words}.`, {
      fix: 'Await settled() first when the request has only just been made, or widen the filter.',
    })
  }

  async #write(lines: Parameters<SessionJournal['write']>[0]): Promise<void> {
    await this.#journal.write(lines)
    await this.refresh()
  }
}
