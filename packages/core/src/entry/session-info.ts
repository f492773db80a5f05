import type { Coverage } from './coverage.ts'

/** Whether a session is still being written, and how it ended. */
export type SessionState =
  /** Somebody is writing to it now. */
  | 'recording'
  /** Ended in order. */
  | 'closed'
  /** Its writer is gone without having closed it; everything acknowledged is there. */
  | 'crashed'
  /** The disk refused to take all of it; what is missing is counted. */
  | 'degraded'

/** Which redaction a session's entries went through before they reached the disk. */
export type RedactionProfile = 'default' | 'strict' | 'off' | 'custom'

/** The test that a session belongs to, in the runner's own words. */
export interface TestInfo {
  /** `playwright`, `jest`, `vitest`, … */
  readonly runner: string
  /** Stable id of the test across runs, retries and shards. */
  readonly testId: string
  /** Path of the test file relative to the runner's root, with `/`. */
  readonly file?: string
  readonly titlePath: readonly string[]
  readonly project?: string
  /** 0 for the first attempt. */
  readonly retry: number
  readonly repeatEachIndex?: number
  readonly workerIndex?: number
  readonly parallelIndex?: number
  readonly shard?: { readonly current: number; readonly total: number }
  /** What the runner said of it at the end: `passed`, `failed`, `timedOut`, `skipped`, `interrupted`. */
  readonly status?: string
}

/** What a session was made from, when it was not recorded. */
export interface SessionOrigin {
  readonly kind: 'duplicate' | 'merge' | 'split' | 'import'
  /** Ids of the sessions that its entries came from. */
  readonly sessions?: readonly string[]
  /** Name of the imported file, without its folder. */
  readonly file?: string
}

/** What is known of a session without reading its entries. */
export interface SessionInfo {
  /** UUIDv7: unique, sorted by creation. */
  readonly id: string
  /** Chosen by people; not unique. */
  readonly name: string
  /** ISO times. */
  readonly createdAt: string
  readonly closedAt?: string
  readonly state: SessionState
  readonly redaction: RedactionProfile
  readonly test?: TestInfo
  /** What its recordings saw and could not read; absent as long as none was stopped in order. */
  readonly coverage?: Coverage
  /** Login name of whoever created it, unless they named somebody else. */
  readonly owner?: string
  /** Words to find it by. */
  readonly labels?: readonly string[]
  /** What it belongs to: `jira:ABC-7`, a URL, … */
  readonly links?: readonly string[]
  /** Kept by `store.prune()`, however old it is. */
  readonly pinned?: boolean
  /** Set while its recording lets traffic pass without keeping it. */
  readonly paused?: boolean
  readonly origin?: SessionOrigin
}
