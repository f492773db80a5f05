import type { Annotation, BodyRef, Entry, Step } from '../entry/entry.ts'
import type { SessionInfo } from '../entry/session-info.ts'

/** Reads the bytes of a body as they were on the wire. */
export type ReadBody = (ref: BodyRef) => Promise<Uint8Array>

/** What an exporter gets: a session as data, without knowing where it is stored. */
export interface SessionSource {
  readonly info: SessionInfo
  readonly steps: readonly Step[]
  /** Remarks on the session itself. */
  readonly annotations: readonly Annotation[]
  /** In order of arrival; can be called more than once. */
  entries(): AsyncIterable<Entry>
  readonly readBody: ReadBody
}

/** Something of the session that the target format could not carry. */
export interface Loss {
  /** 0-based position of the entry, absent when it concerns the whole session. */
  readonly entry?: number
  /** What was lost, as one sentence. */
  readonly what: string
}

/** Writes sessions in one file format. */
export interface Exporter<Options = unknown> {
  /** For instance `har`. */
  readonly id: string
  /** With the dot, for instance `.har`. */
  readonly extension: string
  /** Chunks of the file, in order; never the whole of it as one string. Losses are pushed as they are met. */
  write(
    source: SessionSource,
    losses: Loss[],
    options?: Options,
  ): AsyncIterable<string | Uint8Array>
}

/** Something of a file that could not be read as it was meant. */
export interface ImportIssue {
  /** 0-based position of the entry in the file, absent when it concerns the whole file. */
  readonly entry?: number
  /** What is wrong and what was made of it, as one sentence. */
  readonly what: string
}

/** A session as read from a file. */
export interface ImportedSession {
  /** What the file says of its session: all of it for a file of Hartifact, a little for others. */
  readonly info: Partial<SessionInfo> & Pick<SessionInfo, 'name' | 'createdAt'>
  readonly steps: readonly Step[]
  readonly annotations: readonly Annotation[]
  /** In the order of the file. */
  readonly entries: readonly Entry[]
  /** Bytes as on the wire by the `sha256` of their {@link BodyRef}; those that are not in the file are absent. */
  readonly bodies: ReadonlyMap<string, Uint8Array>
  readonly issues: readonly ImportIssue[]
}
