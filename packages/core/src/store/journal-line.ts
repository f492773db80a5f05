import type { Annotation, Entry, EntryRequest, Message, Step } from '../entry/entry.ts'
import type { SessionInfo } from '../entry/session-info.ts'

/** Version of the journal's lines. */
export const journalVersion = 1

/** Why a segment is written: to record traffic, or to add to a session what people say of it. */
export type Purpose = 'capture' | 'edit'

/**
 * One line of a journal. A session is the fold of its lines, segment by segment. Lines of an
 * unknown kind and unknown fields are left alone: a later version may have written them.
 */
export type JournalLine =
  | HeaderLine
  | InfoLine
  | RequestLine
  | ResponseLine
  | MessageLine
  | BodyLine
  | NoteLine
  | StepLine
  | ClearLine
  | LostLine
  | EndLine

/** The first line of every segment. */
export interface HeaderLine {
  readonly t: 'hdr'
  readonly v: number
  readonly session: string
  readonly segment: number
  readonly purpose: Purpose
  readonly pid: number
  readonly host: string
  /** Version of Node. */
  readonly node: string
  /** ISO time. */
  readonly at: string
}

/** What is known of the session: at creation, and each later change. */
export interface InfoLine {
  readonly t: 'info'
  /** ISO time; the writer adds it. Two processes may rename: the later change counts. */
  readonly at?: string
  readonly set: Partial<SessionInfo>
}

/** A request has arrived. */
export interface RequestLine {
  readonly t: 'req'
  readonly entry: Entry
}

/** What became of it. Replaces fields of the entry; those of `request` one by one. */
export interface ResponseLine {
  readonly t: 'res'
  readonly id: string
  readonly patch: EntryPatch
}

/** See {@link ResponseLine}. */
export type EntryPatch = Partial<Omit<Entry, 'id' | 'request'>> & {
  readonly request?: Partial<EntryRequest>
}

/** A message of a WebSocket or event stream. */
export interface MessageLine {
  readonly t: 'msg'
  readonly id: string
  readonly message: Message
}

/** Where the bytes of a body are. Comes before the first line that refers to it. */
export interface BodyLine {
  readonly t: 'body'
  readonly sha256: string
  /** Bytes on the wire. */
  readonly size: number
  /**
   * Leading bytes that are stored. Less than `size` for a body over the limit, and for one that
   * the disk would not take; then it counts more than what a `BodyRef` says.
   */
  readonly kept: number
  /** `[offset, length]` of its parts in the segment's pack, in order. */
  readonly at?: ReadonlyArray<readonly [offset: number, length: number]>
  /** The bytes themselves, base64, when they are few. */
  readonly inline?: string
}

/** A remark on an entry, or on the session; one with the same id is replaced. */
export interface NoteLine {
  readonly t: 'note'
  readonly annotation: Annotation
  readonly entry?: string
  /** The remark with this id is taken back. */
  readonly removed?: true
}

/** A step; one with the same id is replaced. */
export interface StepLine {
  readonly t: 'step'
  readonly step: Step
}

/**
 * Hides the entries whose requests are before it in its own segment, and before `upTo` in the
 * others. One with the same id replaces it; with `undone` it hides nothing.
 */
export interface ClearLine {
  readonly t: 'clear'
  readonly id: string
  /** ISO time. */
  readonly at: string
  /** Size of each journal, by segment, when the session was cleared. */
  readonly upTo: Readonly<Record<string, number>>
  readonly undone?: true
}

/** Something could not be written. */
export interface LostLine {
  readonly t: 'lost'
  /** The `t` of the lines that are missing; `body` also when a part of it is there. */
  readonly what: string
  readonly count: number
}

/** The last line of a segment that was closed in order. */
export interface EndLine {
  readonly t: 'end'
  /** ISO time. */
  readonly at: string
  /** Lines in this segment by `t`, and as `lost` what could not be written. */
  readonly counts: Readonly<Record<string, number>>
}
