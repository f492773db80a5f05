import type { Annotation, Step } from '../entry/entry.ts'
import type { SessionInfo, SessionState } from '../entry/session-info.ts'
import { Cleared } from './cleared.ts'
import { EntryRecord, inOrder } from './entry-record.ts'
import { InfoFold } from './info-fold.ts'
import type { ClearLine, JournalLine } from './journal-line.ts'
import { Notes } from './notes.ts'
import { Placed } from './placed.ts'
import type { Place } from './read-body.ts'
import type { Damage } from './segment-reader.ts'

/** Where the line of a body is, and how much of the body is stored. */
export type BodyPlace = Place & { readonly kept: number }

/**
 * What the lines of a session add up to. Content stays on disk: of an entry only the places of its
 * lines are known. The result does not depend on the order in which lines are added.
 */
export class SessionFold {
  readonly #records = new Map<string, EntryRecord>()
  /** Entries in order of their requests, by segment. */
  readonly #entries = new Map<number, EntryRecord[]>()
  readonly #bodies = new Map<string, BodyPlace>()
  readonly #info = new InfoFold()
  readonly #steps = new Placed<Step>()
  readonly #notes = new Notes()
  readonly #cleared = new Cleared()
  readonly #lost = new Map<string, number>()
  #modifiedAt = ''

  /** Remarks on the session itself. */
  get annotations(): readonly Annotation[] {
    return this.#notes.values()
  }

  get steps(): readonly Step[] {
    const isHidden = this.#cleared.test()
    return this.#steps.values((place) => !isHidden(place))
  }

  /** What hides entries. */
  get clearings(): readonly ClearLine[] {
    return this.#cleared.lines
  }

  /** What its writers could not write, by the `t` of the lines. */
  get lost(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#lost)
  }

  /** The latest time at which something was written of which a line tells; ISO, or empty. */
  get modifiedAt(): string {
    return this.#modifiedAt
  }

  info(id: string, state: SessionState, base: SessionInfo | undefined): SessionInfo {
    return this.#info.info(id, state, base, this.#cleared.test())
  }

  /** The entries in order, without those that were cleared. */
  entries(): EntryRecord[] {
    const isHidden = this.#cleared.test()
    return [...this.#entries]
      .toSorted(([a], [b]) => a - b)
      .flatMap(([, records]) => records)
      .filter(({ request }) => request !== undefined && !isHidden(request))
  }

  /** One entry, unless it was cleared. */
  entry(id: string): EntryRecord | undefined {
    const record = this.#records.get(id)
    if (record?.request === undefined) return undefined
    return this.#cleared.test()(record.request) ? undefined : record
  }

  /** Ids of all entries and steps, also of those that were cleared. */
  usedIds(): string[] {
    return [...this.#records.keys(), ...this.#steps.values().map(({ id }) => id)]
  }

  body(sha256: string): BodyPlace | undefined {
    return this.#bodies.get(sha256)
  }

  bodies(): ReadonlyMap<string, BodyPlace> {
    return this.#bodies
  }

  /** Ids of the entries that have a remark with this id, in order. */
  annotated(annotation: string): string[] {
    return this.entries()
      .filter((record) => record.notes().some(({ id }) => id === annotation))
      .map(({ id }) => id)
  }

  /** Tells of a place whether what is there was cleared. */
  hidden(): (place: Place) => boolean {
    return this.#cleared.test()
  }

  /** Responses without a request: the line of that is damaged. */
  orphans(): Damage[] {
    const isHidden = this.#cleared.test()
    return [...this.#records.values()].flatMap(({ request, responses }) =>
      request === undefined
        ? responses
            .filter((place) => !isHidden(place))
            .map((place): Damage => ({ ...place, reason: 'no-request' }))
        : [],
    )
  }

  add(line: JournalLine, place: Place): void {
    switch (line.t) {
      case 'hdr':
      case 'end':
        this.#touch(line.at)
        break
      case 'info':
        this.#info.add(line, place)
        break
      case 'req':
        this.#addRequest(line.entry.id, place)
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
        this.#touch(line.annotation.at)
        if (line.entry === undefined) this.#notes.add(line, place)
        else this.#record(line.entry).addNote(line, place)
        break
      case 'step':
        this.#steps.set(line.step, place)
        break
      case 'clear':
        this.#touch(line.at)
        this.#cleared.add(line, place)
        break
      case 'lost':
        this.#lost.set(line.what, (this.#lost.get(line.what) ?? 0) + line.count)
        break
      default:
      // A later version has written it.
    }
  }

  #touch(at: string): void {
    if (at > this.#modifiedAt) this.#modifiedAt = at
  }

  #addRequest(id: string, place: Place): void {
    const record = this.#record(id)
    // The same id twice is the same request, where it was first.
    if (record.request !== undefined) {
      if (inOrder(record.request, place) < 0) return
      const others = this.#inSegment(record.request.segment)
      others.splice(others.indexOf(record), 1)
    }
    record.request = place
    this.#inSegment(place.segment).push(record)
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

  #inSegment(segment: number): EntryRecord[] {
    let records = this.#entries.get(segment)
    if (records === undefined) {
      records = []
      this.#entries.set(segment, records)
    }
    return records
  }
}
