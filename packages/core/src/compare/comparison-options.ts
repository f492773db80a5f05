import type { Severity } from './finding.ts'
import type { Profile } from './noise/profile.ts'
import type { RuleId } from './rules.ts'

/** From which severity on a comparison counts as `different`. */
export type FailOn = 'breaking' | 'warning' | 'info'

/** A difference that is known and does not matter. */
export interface IgnoreRule {
  /** As in findings, for instance `GET /api/me`; absent for all. `*` stands for any one segment. */
  readonly endpoint?: string
  /**
   * As in findings, for instance `response.body.user.lastSeen` or `response.headers.x-pod`; matches
   * what is below it too. A segment `*` stands for any one member. Names are compared whole, never in part.
   */
  readonly path?: string
  /** Only findings of this rule. */
  readonly rule?: RuleId
  /** Why; shown with every difference that it silences. */
  readonly reason: string
}

/** Findings that were looked at and accepted, by fingerprint. */
export interface AcceptedFinding {
  readonly fingerprint: string
  readonly reason: string
  /** ISO date; from then on it counts again. */
  readonly until?: string
}

/** Which exchanges belong together. */
export type MatchMode =
  /** By endpoint, ids and content; the default. */
  | 'auto'
  /** The same URL; the k-th with the k-th. */
  | 'url'
  /** The same path, whatever host, query and fragment; the k-th with the k-th. */
  | 'path'
  /** The n-th with the n-th. */
  | 'order'

/** Options of a comparison; all have defaults. */
export interface ComparisonOptions {
  /** Hosts before to hosts after; `*` stands for any part: `{ 'uat1.*': 'uat2.*' }`. */
  readonly hostMap?: Readonly<Record<string, string>>
  readonly match?: MatchMode
  /** What was learnt about noise earlier, see `learn`. */
  readonly profile?: Profile
  readonly ignore?: readonly IgnoreRule[]
  readonly accept?: readonly AcceptedFinding[]
  /** Other severities for rules; `noise` silences one. */
  readonly severity?: Partial<Readonly<Record<RuleId, Severity>>>
  /** Default: `breaking`, with three or more samples of before `warning`. */
  readonly failOn?: FailOn
  /** Below this share of matched requests the sessions are `incomparable`; default 0.8. */
  readonly minMatchRate?: number
  readonly latency?: LatencyOptions | false
  readonly size?: SizeOptions
  /** By endpoint: how many requests are in order. */
  readonly counts?: Readonly<Record<string, { readonly max: number }>>
}

/** When an endpoint counts as slower; all conditions must hold. */
export interface LatencyOptions {
  /** Default 1.25. */
  readonly minRatio?: number
  /** Milliseconds; default 20. */
  readonly minMs?: number
  /** Per side and endpoint; default 6, which is also the least. */
  readonly minSamples?: number
}

/** By how much a response may grow; both must be exceeded. */
export interface SizeOptions {
  /** A share such as `0.1` or `'10%'`; default `'10%'`. */
  readonly maxGrowth?: number | string
  /** Bytes; default 2048. */
  readonly minBytes?: number
}
