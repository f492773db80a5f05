import type { Annotation, BodyRef, Entry, Step } from '../entry/entry.ts'
import type { SessionInfo, SessionState } from '../entry/session-info.ts'
import { HartifactError } from '../errors.ts'
import { EntryRecord, foldEntry, inOrder } from './entry-record.ts'
import { InfoFold } from './info-fold.ts'
import { type EndLine, type JournalLine, journalVersion, type Purpose } from './journal-line.ts'
import { journalFile, sessionFolder, sessionsFolder, type SessionPlace } from './layout.ts'
import { LineSource } from './line-source.ts'
import { readManifest } from './manifest.ts'
import { Placed } from './placed.ts'
import { bodyMissing, type Place, readBody } from './read-body.ts'
import { type Damage, scanSegment } from './segment-reader.ts'
import { listSegments, requireSession, type SegmentFiles } from './session-files.ts'
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
  /** Entries in order of their requests. */
  readonly entries: EntryRecord[]
  /** Bytes at the end that are no line, of a segment that nobody writes any more. */
  tail?: Damage
}

type BodyPlace = Place & { readonly kept: number }

/**
 * Knows where everything in a session is, and keeps little else: an index of 100,000 entries takes
 * some 100 MB, and the entries are read when they are asked for. It shows the state of the last
 * {@link SessionIndex.refresh}; before the first one there is nothing in it.
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
  readonly #records = new Map<string, EntryRecord>()
  readonly #bodies = new Map<string, BodyPlace>()
  readonly #info = new InfoFold()
  readonly #steps = new Placed<Step>()
  readonly #notes = new Placed<Annotation>()
  readonly #damages: Damage[] = []
  readonly #lost = new Map<string, number>()
  #base: SessionInfo | undefined
  #count = 0
  #refreshing: Promise<void> = Promise.resolve()

  constructor(storage: Storage, id: string, place: SessionPlace = sessionsFolder) {
    this.id = id
    this.#storage = storage
    this.#place = place
    this.#folder = sessionFolder(id, place)
    this.#lines = new LineSource(storage, this.#folder)
  }

  get info(): SessionInfo {
    return this.#info.info(this.id, this.state, this.#base)
  }

  get state(): SessionState {
    return judgeState(this.#segments())
  }

  /** Number of entries. */
  get count(): number {
    return this.#count
  }

  get steps(): readonly Step[] {
    return this.#steps.values()
  }

  /** Remarks on the session itself. */
  get annotations(): readonly Annotation[] {
    return this.#notes.values()
  }

  /** What in the journals cannot be used, in order. */
  get damages(): readonly Damage[] {
    const orphans = [...this.#records.values()].flatMap(({ request, responses }) =>
      request === undefined
        ? responses.map((place): Damage => ({ ...place, reason: 'no-request' }))
        : [],
    )
    const tails = this.#segments().flatMap(({ tail }) => tail ?? [])
    return [...this.#damages, ...tails, ...orphans].toSorted(inOrder)
  }

  /** What its writers could not write, by the `t` of the lines. */
  get lost(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#lost)
  }

  /** Whether nobody records into it now. */
  get hasEnded(): boolean {
    return this.state !== 'recording'
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

  /** The entries that were known when it was called, in order of their requests. */
  async *entries(): AsyncGenerator<Entry, void, undefined> {
    const records = this.#segments().flatMap(({ entries }) => entries)
    for (const record of records) {
      const entry = await this.#fold(record)
      if (entry !== undefined) yield entry
    }
  }

  /** The ids of the entries, in the same order. */
  ids(): string[] {
    return this.#segments().flatMap(({ entries }) => entries.map(({ id }) => id))
  }

  /** One entry, if it is known. */
  async entry(id: string): Promise<Entry | undefined> {
    const record = this.#records.get(id)
    return record && (await this.#fold(record))
  }

  /**
   * The bytes that were kept of a body, as they were on the wire.
   *
   * @throws BODY_MISSING when they are not in the session, or damaged
   */
  async body(ref: Pick<BodyRef, 'sha256' | 'size'>): Promise<Uint8Array> {
    if (ref.size === 0) return new Uint8Array()
    const place = this.#bodies.get(ref.sha256)
    if (place === undefined) throw bodyMissing('it is not in the session', ref)
    return await readBody(this.#storage, this.#folder, place)
  }

  async #read(): Promise<void> {
    const files = await listSegments(this.#storage, this.#folder)
    if (files.length === 0) await requireSession(this.#storage, this.id, this.#place)
    this.#base ??= (await readManifest(this.#storage, this.id, this.#place))?.info
    for (const segment of files) await this.#readSegment(segment)
  }

  async #readSegment(files: SegmentFiles): Promise<void> {
    const { segment } = files
    const reading = this.#reading(segment)
    const isOver = reading.end !== undefined || (reading.isReleased && reading.position > 0)
    // First whether somebody writes, then what is written: a writer that ended before the reading
    // has left all that will ever be there.
    if (!isOver) Object.assign(reading, await readHolding(this.#storage, this.#folder, files))
    reading.isReleased = files.isReleased
    if (!files.hasJournal) return
    const path = journalFile(this.#folder, segment)
    for await (const { items, next } of scanSegment(this.#storage, path, reading.position)) {
      for (const item of items) {
        if ('damage' in item) this.#damages.push(item.damage)
        else this.#add(reading, item.line, { segment, offset: item.offset, length: item.length })
      }
      reading.position = next
    }
    delete reading.tail
    const size = (await this.#storage.size(path)) ?? 0
    if (reading.isHeld || size <= reading.position) return
    const length = size - reading.position
    reading.tail = { segment, offset: reading.position, length, reason: 'torn' }
  }

  #add(reading: Reading, line: JournalLine, place: Place): void {
    switch (line.t) {
      case 'hdr':
        if (line.v > journalVersion) throw newer(this.id, line.v)
        reading.purpose = line.purpose
        break
      case 'info':
        this.#info.add(line, place)
        break
      case 'req':
        this.#addRequest(reading, line.entry.id, place)
        break
      case 'res':
        this.#record(line.id).responses.push(place)
        break
      case 'msg':
        this.#record(line.id).addMessage(place)
        break
      case 'body':
        this.#addBody(line.sha256, { ...place, kept: line.kept })
        break
      case 'note':
        if (line.entry === undefined) this.#notes.set(line.annotation, place)
        else this.#record(line.entry).addNote(line.annotation, place)
        break
      case 'step':
        this.#steps.set(line.step, place)
        break
      case 'lost':
        this.#lost.set(line.what, (this.#lost.get(line.what) ?? 0) + line.count)
        break
      case 'end':
        reading.end = line
        // Its writer is about to release it, or was killed just before.
        reading.isHeld = false
        break
      default:
      // A later version has written it.
    }
  }

  #addRequest(reading: Reading, id: string, place: Place): void {
    const record = this.#record(id)
    // The same id twice is the same request, where it was first.
    if (record.request !== undefined) {
      if (inOrder(record.request, place) < 0) return
      const others = this.#reading(record.request.segment).entries
      others.splice(others.indexOf(record), 1)
      this.#count--
    }
    record.request = place
    reading.entries.push(record)
    this.#count++
  }

  #addBody(sha256: string, place: BodyPlace): void {
    const found = this.#bodies.get(sha256)
    if (found === undefined || place.kept > found.kept) this.#bodies.set(sha256, place)
  }

  #record(id: string): EntryRecord {
    let record = this.#records.get(id)
    if (record === undefined) {
      record = new EntryRecord(id)
      this.#records.set(id, record)
    }
    return record
  }

  #reading(segment: number): Reading {
    let reading = this.#readings.get(segment)
    if (reading === undefined) {
      const purpose = 'capture'
      reading = { segment, purpose, isReleased: false, isHeld: false, position: 0, entries: [] }
      this.#readings.set(segment, reading)
    }
    return reading
  }

  #segments(): Reading[] {
    return [...this.#readings.values()].toSorted((a, b) => a.segment - b.segment)
  }

  async #fold(record: EntryRecord): Promise<Entry | undefined> {
    return await foldEntry(record, {
      lines: this.#lines,
      kept: (sha256) => this.#bodies.get(sha256)?.kept ?? 0,
      unfinished: ({ request, responses }) =>
        responses.length > 0 || request === undefined || this.#reading(request.segment).isHeld
          ? undefined
          : {
              kind: 'unfinished',
              message:
                'The recording ended before the exchange did, and nothing more is known of it',
            },
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
