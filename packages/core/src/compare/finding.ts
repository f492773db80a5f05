import type { RuleId } from './rules.ts'

/** How much a difference matters. */
export type Severity = 'breaking' | 'warning' | 'info' | 'noise'

/** One difference between two sessions; equal ones of an endpoint are folded into one. */
export interface Finding {
  readonly severity: Severity
  /** Stable id of the rule, see `docs/compare-rules.md`. */
  readonly rule: RuleId
  /** Method and path template, for instance `GET /api/products/{id}`. */
  readonly endpoint: string
  /** Where it is, for instance `response.body.items[].price`; empty for the whole exchange. */
  readonly path: string
  /** As JSON values, cut when they are long; absent when there was none. */
  readonly before?: unknown
  readonly after?: unknown
  /** 0-based positions in the sessions. */
  readonly beforeEntries: readonly number[]
  readonly afterEntries: readonly number[]
  /** 12 hex digits: equal for the same finding of a later comparison. */
  readonly fingerprint: string
  /** One sentence for people. */
  readonly message: string
  /** Why it has this severity when that is not the rule's own: what was learnt, or who said so. */
  readonly reason?: string
  /** Fingerprint of the finding that this one follows from. */
  readonly causedBy?: string
}
