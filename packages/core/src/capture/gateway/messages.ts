import type { EntryFilter } from '../../entry/filter.ts'
import type { RedactionProfile, SessionInfo } from '../../entry/session-info.ts'
import type { ErrorCode } from '../../errors.ts'
import type { RedactionRules } from '../../redact/index.ts'
import type { JournalLine, SessionManifest } from '../../store/index.ts'
import type { Remark } from '../../session/index.ts'
import type { Coverage } from '../coverage.ts'
import type { UpstreamOptions } from './engine.ts'

/** What the handle can ask of the gateway; everything can cross a thread. */
export interface GatewayFunctions {
  record(request: RecordRequest): Promise<{ readonly port: number }>
  activate(sessionId: string): Promise<void>
  /** Adds what is said of the session: remarks, steps, a new name. */
  write(sessionId: string, lines: readonly JournalLine[]): Promise<void>
  /** Lets traffic pass without keeping it, or keeps it again. */
  pause(sessionId: string, isPaused: boolean): Promise<void>
  annotateWhen(sessionId: string, rule: RemarkRule): Promise<void>
  settled(sessionId: string, limit: number): Promise<void>
  stop(sessionId: string, limit: number, options?: StopRequest): Promise<StopReport>
  /** Whether there is anything of the session in the store yet, see {@link RecordRequest.lazy}. */
  exists(sessionId: string): Promise<boolean>
  coverage(sessionId: string): Promise<Coverage>
  reportBypass(sessionId: string, client: string, reason: string): Promise<void>
  close(limit: number): Promise<void>
}

/** What the gateway tells unasked. */
export interface GatewayEvents {
  /**
   * Another session is active now, or none: by an order, because one was stopped, or because
   * traffic came while there was none and the default session took over. Told before the order is
   * answered.
   */
  activated(sessionId: string | undefined): void
  /** A session cannot be written completely any more; the proxy goes on. */
  degraded(sessionId: string, problem: ErrorData): void
}

export interface GatewayOptions {
  /** Folder of the store; the in-memory store is handed over as an object instead. */
  readonly store: string
  /** Port of the active session; 0 for any free one. */
  readonly port: number
  readonly authority: { readonly certificate: string; readonly key: string }
  readonly upstream: UpstreamOptions
  readonly redact: RedactionSettings
  readonly limits: Limits
  /** Whether entries get the times on the client's side. */
  readonly clientTimings: boolean
  /** Name of the session for traffic that comes while none is active. */
  readonly defaultSession: string
  /** For the entries of all sessions. */
  readonly annotate: readonly RemarkRule[]
}

/** A remark that entries get by themselves. */
export interface RemarkRule {
  /** Which entries: a filter, or a query, of which words are not looked for in bodies. */
  readonly when: EntryFilter | string
  readonly remark: Remark
}

/** A profile, or rules of one's own. */
export type RedactionSettings = Exclude<RedactionProfile, 'custom'> | RedactionRules

/** What is kept of the traffic; none of it touches what passes on the wire. */
export interface Limits {
  /** Bytes of one body that are kept, default 50 MiB; the rest is counted and hashed. */
  readonly body: number
  /**
   * The same by media type: `application/json`, `image/*`, or `*\/*` for all others. An exact type
   * counts more than a wildcard.
   */
  readonly bodies?: Readonly<Record<string, number>>
  /**
   * Milliseconds that traffic waits for a disk that takes nothing at all, default 5,000; as long as
   * it takes something, a slow disk slows the traffic down. Then bodies are cut until it moves again.
   */
  readonly diskStall: number
}

export interface RecordRequest {
  /** A new session, or one that exists. */
  readonly session: { readonly create: SessionInfo } | { readonly open: string }
  /** Take what arrives on the proxy's own port from now on. */
  readonly activate: boolean
  /** It takes what comes later while none is active, too. */
  readonly isDefault?: boolean
  /**
   * It comes into being with the first thing that is to be kept; until then nothing is on disk, and
   * clients find it by their credentials only.
   */
  readonly lazy?: boolean
  /** Id of the recording that takes what clients still send to this one when it has been stopped. */
  readonly heir?: string
}

/** How a recording is stopped. */
export interface StopRequest {
  /** What is said of the session before it ends. */
  readonly lines?: readonly JournalLine[]
  /** Leave nothing of one that has not come into being. */
  readonly ifUsed?: boolean
}

/** What was found when a recording stopped. */
export interface StopReport {
  /** Exchanges that had to be cut off, as `GET https://…`. */
  readonly cut: readonly string[]
  /** Exchanges that began after the stop. */
  readonly late: number
  /** Entries that it has recorded. */
  readonly entries: number
  readonly degraded?: ErrorData
  /** What the session has come to, when nobody else has written to it. */
  readonly manifest?: SessionManifest
  /** Nothing came to it, and there is no session. */
  readonly unused?: true
}

/** An error as data. */
export interface ErrorData {
  readonly code: ErrorCode
  readonly what: string
  readonly fix?: string
}
