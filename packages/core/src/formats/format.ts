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
  write(source: SessionSource, losses: Loss[], options?: Options): AsyncIterable<string | Uint8Array>
}
