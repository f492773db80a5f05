import type { Annotation, BodyRef, Entry, Step } from '../entry/entry.ts'
import type { LineNeed } from '../entry/query/index.ts'
import type { SessionInfo, SessionState } from '../entry/session-info.ts'
import { unfinished } from '../entry/unfinished.ts'
import { HartifactError } from '../errors.ts'
import { type EntryRecord, foldEntry, inOrder } from './entry-record.ts'
import {
  type ClearLine,
  type EndLine,
  type JournalLine,
  journalVersion,
  type Purpose,
} from './journal-line.ts'
import { journalFile, sessionFolder, sessionsFolder, type SessionPlace } from './layout.ts'
import { LineSource } from './line-source.ts'
import { readManifest, type SessionManifest } from './manifest.ts'
import { OtherRequests } from './other-requests.ts'
import { bodyMissing, type Place, readBody } from './read-body.ts'
import { scanCandidates } from './scan-candidates.ts'
import { scanOnly } from './scan-only.ts'
import { type Damage, type ScanLines, scanSegment } from './segment-reader.ts'
import { type BodyPlace, SessionFold } from './session-fold.ts'
import { listSegments, noSession, requireSession, type SegmentFiles } from './session-files.ts'
import { judgeState, readHolding } from './session-state.ts'
import type { Storage } from './storage.ts'

/** What has been read of a segment. */
interface Reading {
  readonly segment: number
  purpose: Purpose
  isReleased: boolean
  isHeld: boolean
  end?: EndLine
  /** All before it has been read. */
  position: number
  /** Bytes at the end that are no line, of a segment that nobody writes any more. */
  tail?: Damage
}

/**
 * Knows where everything in a session is, and keeps little else: an index of 100,000 entries takes
 * some 100 MB, and the entries are read when they are asked for. It shows the state of the last
 * {@link SessionIndex.refresh}; before the first one it shows what it was told by
 * {@link SessionIndex.assume}.
 *
 * The result does not depend on when, or how often, it was refreshed.
 */
export class SessionIndex {
  readonly id: string
  readonly #storage: Storage
  readonly #place: SessionPlace
  readonly #folder: string
  readonly #lines: LineSource
  readonly #readings = new Map<number, Reading>()
  readonly #fold = new SessionFold()
  readonly #damages: Damage[] = []
  #assumed: SessionManifest | undefined
  readonly #others: OtherRequests | undefined
  readonly #scan: ScanLines | undefined
  #base: SessionInfo | undefined
  #refreshing: Promise<void> = Promise.resolve()

  /**
   * @param only - ids of the only entries that will be asked for, which makes it quicker: the others
   *   are not there, except that they count for {@link SessionIndex.positions}
   */
  constructor(
    storage: Storage,
    id: string,
    place: SessionPlace = sessionsFolder,
    only?: ReadonlySet<string>,
  ) {
    this.id = id
    this.#others = only && new OtherRequests()
    this.#scan = only && scanOnly(only, this.#others!)
    this.#storage = storage
    this.#place = place
    this.#folder = sessionFolder(id, place)
    this.#lines = new LineSource(storage, this.#folder)
  }

  /** What a manifest says is shown until the session is read. */
  assume(manifest: SessionManifest): this {
    this.#assumed = manifest
    return this
  }

  get info(): SessionInfo {
    return this.#assumed?.info ?? this.#fold.info(this.id, this.state, this.#base)
  }

  get state(): SessionState {
    return this.#assumed?.info.state ?? judgeState(this.#segments())
  }

  /** Number of entries. */
  get count(): number {
    return this.#assumed?.counts.requests ?? this.#fold.entries().length
  }

  get steps(): readonly Step[] {
    return this.#assumed ? (this.#assumed.steps ?? []) : this.#fold.steps
  }

  /** Remarks on the session itself. */
  get annotations(): readonly Annotation[] {
    return this.#assumed ? (this.#assumed.annotations ?? []) : this.#fold.annotations
  }

  /** What hides entries of it. */
  get clearings(): readonly ClearLine[] {
    return this.#fold.clearings
  }

  /** The latest time at which something was written, as far as lines tell; ISO. */
  get modifiedAt(): string {
    const { createdAt } = this.info
    return this.#fold.modifiedAt > createdAt ? this.#fold.modifiedAt : createdAt
  }

  /** What in the journals cannot be used, in order. */
  get damages(): readonly Damage[] {
    const tails = this.#segments().flatMap(({ tail }) => tail ?? [])
    const isHidden = this.#fold.hidden()
    return [...this.#damages, ...tails, ...this.#fold.orphans()]
      .filter((damage) => !isHidden(damage))
      .toSorted(inOrder)
  }

  /** What its writers could not write, by the `t` of the lines. */
  get lost(): Readonly<Record<string, number>> {
    return this.#fold.lost
  }

  /** Whether nobody records into it now. */
  get hasEnded(): boolean {
    return this.state !== 'recording'
  }

  /** Segments that have no last line: they may be written still, or grow when their writer wakes up. */
  get unended(): ReadonlyMap<number, { readonly isHeld: boolean; readonly position: number }> {
    return new Map(
      this.#segments()
        .filter(({ end }) => end === undefined)
        .map(({ isHeld, position, segment }) => [segment, { isHeld, position }]),
    )
  }

  /**
   * Reads what has been written since the last time.
   *
   * @throws NAME_NOT_FOUND when there is no such session
   * @throws FORMAT_NEWER when a later version has written it
   */
  refresh(): Promise<void> {
    // Never shared with a call that is under way: it may have passed what is asked for now.
    const refreshed = this.#refreshing.then(() => this.#read())
    this.#refreshing = refreshed.catch(() => {})
    return refreshed
  }

  /**
   * The ids of the entries that may meet all `needs`, now and whatever was read before; see
   * {@link scanCandidates}.
   *
   * @throws the reason of `signal`
   */
  candidates(needs: readonly LineNeed[], signal?: AbortSignal): Promise<Set<string>> {
    return scanCandidates(this.#storage, this.id, needs, { place: this.#place, signal })
  }

  /** The entries that were known when it was called, in order of their requests. */
  async *entries(): AsyncGenerator<Entry, void, undefined> {
    for (const record of this.#fold.entries()) {
      const entry = await this.#entry(record)
      if (entry !== undefined) yield entry
    }
  }

  /** The ids of the entries, in the same order. */
  ids(): string[] {
    return this.#fold.entries().map(({ id }) => id)
  }

  /** The ids of all entries and steps that there ever were, also of those that are hidden. */
  usedIds(): string[] {
    return this.#fold.usedIds()
  }

  /** The entries in the same order, each with its position in the session, counted from 0. */
  positions(): Array<readonly [position: number, id: string]> {
    const before = this.#others?.counter(this.#fold.hidden()) ?? (() => 0)
    return this.#fold
      .entries()
      .map(({ id, request }, index) => [index + before(request!), id] as const)
  }

  /** One entry, if it is known. */
  async entry(id: string): Promise<Entry | undefined> {
    const record = this.#fold.entry(id)
    return record && (await this.#entry(record))
  }

  /** Ids of the entries that have a remark with this id, in order. */
  annotated(annotation: string): string[] {
    return this.#fold.annotated(annotation)
  }

  /** Where the bodies are, by `sha256`. */
  bodies(): ReadonlyMap<string, BodyPlace> {
    return this.#fold.bodies()
  }

  /**
   * The bytes that were kept of a body, as they were on the wire.
   *
   * @throws BODY_MISSING when they are not in the session, or damaged
   */
  async body(ref: Pick<BodyRef, 'sha256' | 'size'>): Promise<Uint8Array> {
    if (ref.size === 0) return new Uint8Array()
    const place = this.#fold.body(ref.sha256)
    if (place === undefined) throw bodyMissing('it is not in the session', ref)
    return await readBody(this.#storage, this.#folder, place)
  }

  async #read(): Promise<void> {
    const files = await listSegments(this.#storage, this.#folder)
    if (files.length === 0) await requireSession(this.#storage, this.id, this.#place)
    const known = this.#assumed ?? (this.#base ? undefined : await this.#manifest())
    this.#base ??= known?.info
    for (const segment of files) await this.#readSegment(segment)
    this.#assumed = undefined
  }

  #manifest(): Promise<SessionManifest | undefined> {
    return readManifest(this.#storage, this.id, this.#place)
  }

  async #readSegment(files: SegmentFiles): Promise<void> {
    const { segment } = files
    const reading = this.#reading(segment)
    const isOver = reading.end !== undefined || files.isReleased
    // First whether somebody writes, then what is written: a writer that ended before the reading
    // has left all that will ever be there.
    if (!isOver) Object.assign(reading, await readHolding(this.#storage, this.#folder, files))
    reading.isReleased = files.isReleased
    if (!files.hasJournal) return
    const path = journalFile(this.#folder, segment)
    const scanned = scanSegment(this.#storage, path, reading.position, this.#scan)
    for await (const { items, next } of scanned) {
      for (const item of items) {
        if ('damage' in item) this.#damages.push(item.damage)
        else this.#add(reading, item.line, { segment, offset: item.offset, length: item.length })
      }
      reading.position = next
    }
    delete reading.tail
    const size = await this.#storage.size(path)
    // A journal is never removed alone: the whole session has been moved away meanwhile.
    if (size === undefined) throw noSession(this.#storage, this.id)
    if (reading.isHeld || size <= reading.position) return
    const length = size - reading.position
    reading.tail = { segment, offset: reading.position, length, reason: 'torn' }
  }

  #add(reading: Reading, line: JournalLine, place: Place): void {
    if (line.t === 'hdr') {
      if (line.v > journalVersion) throw newer(this.id, line.v)
      reading.purpose = line.purpose
    }
    if (line.t === 'end') {
      reading.end = line
      // Its writer is about to release it, or was killed just before.
      reading.isHeld = false
    }
    this.#fold.add(line, place)
  }

  #reading(segment: number): Reading {
    let reading = this.#readings.get(segment)
    if (reading === undefined) {
      reading = { segment, purpose: 'capture', isReleased: false, isHeld: false, position: 0 }
      this.#readings.set(segment, reading)
    }
    return reading
  }

  #segments(): Reading[] {
    return [...this.#readings.values()].toSorted((a, b) => a.segment - b.segment)
  }

  async #entry(record: EntryRecord): Promise<Entry | undefined> {
    return await foldEntry(record, {
      lines: this.#lines,
      kept: (sha256) => this.#fold.body(sha256)?.kept ?? 0,
      unfinished: ({ request, responses }) =>
        responses.length > 0 || request === undefined || this.#reading(request.segment).isHeld
          ? undefined
          : unfinished,
    })
  }
}

function newer(id: string, version: number): HartifactError {
  return new HartifactError(
    'FORMAT_NEWER',
    `The session ${id} was written in version ${version}; this Hartifact knows ${journalVersion}.`,
    { fix: 'Update Hartifact.' },
  )
}
