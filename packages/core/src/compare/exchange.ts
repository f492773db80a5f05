import type { BodyRef, Entry } from '../entry/entry.ts'
import type { Content } from './content/content.ts'

/** A session as the comparison reads it: a stored one, an imported file, or data made by a program. */
export interface ComparedSource {
  /** For people. */
  readonly name: string
  /** In order; their positions are the entry numbers of findings. */
  readonly entries: readonly Entry[]
  /** What the reader should know of it, as sentences: that it is incomplete, for instance. */
  readonly remarks?: readonly string[]
  /** The bytes as on the wire, or `undefined` when they were not kept. */
  body(ref: BodyRef): Promise<Uint8Array | undefined> | Uint8Array | undefined
}

/** A session with everything that the steps of a comparison need in memory. */
export interface Sample {
  readonly name: string
  readonly exchanges: readonly Exchange[]
  /** Entries of the session, with those that browsers make for themselves. */
  readonly entries: number
}

/** An entry, read. */
export interface Exchange {
  /** 0-based position in its session. */
  readonly number: number
  readonly entry: Entry
  readonly target: Target
  /** Absent when there was no body. */
  readonly requestContent?: Content
  /** Absent when there was no body. */
  readonly responseContent?: Content
}

/** The parts of a URL. */
export interface Target {
  /** Without the colon, for instance `https`. */
  readonly scheme: string
  /** With the port unless it is the default one, in lower case. */
  readonly host: string
  /** As sent, for instance `/api/orders/17`. */
  readonly path: string
  /** Decoded, for instance `['api', 'orders', '17']`. */
  readonly segments: readonly string[]
  /** Decoded, in order. */
  readonly query: ReadonlyArray<readonly [name: string, value: string]>
}
