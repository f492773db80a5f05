import type { FailOn, IgnoreRule } from './comparison-options.ts'
import type { Finding } from './finding.ts'

/** What a comparison came to, as plain data: what all renderers get. */
export interface ComparisonData {
  readonly verdict: 'equivalent' | 'different' | 'incomparable'
  readonly failOn: FailOn
  /** Why they are incomparable, as sentences. */
  readonly problems: readonly string[]
  /** Things the reader should know: rules that match nothing, bodies that were not kept, … */
  readonly remarks: readonly string[]
  readonly before: SideData
  readonly after: SideData
  /** Sessions of before that noise was learnt from, the first included. */
  readonly samples: number
  /** Pairs of exchanges. */
  readonly matched: number
  /** 0-based positions of exchanges without a partner. */
  readonly unmatched: { readonly before: readonly number[]; readonly after: readonly number[] }
  /** Worst first, without noise. */
  readonly findings: readonly Finding[]
  /** Every difference that was silenced, with the reason. */
  readonly noise: readonly Finding[]
  /** Ignore rules that matched nothing. */
  readonly unusedRules: readonly IgnoreRule[]
  readonly latency: readonly EndpointLatency[]
  /** For the two-column view: matched pairs and gaps, in order. */
  readonly rows: readonly RowData[]
}

export interface SideData {
  readonly name: string
  readonly entries: number
}

export interface RowData {
  readonly endpoint: string
  readonly before?: number
  readonly after?: number
  /** For a gap: the position on the other side of the exchange that is most like this one. */
  readonly nearest?: number
}

/** Latency of an endpoint on both sides, in milliseconds. */
export interface EndpointLatency {
  readonly endpoint: string
  readonly samples: { readonly before: number; readonly after: number }
  readonly median: { readonly before: number; readonly after: number }
  /** Hodges-Lehmann ratio after/before with what all endpoints share taken out; 95 % interval. */
  readonly ratio?: number
  readonly interval?: readonly [low: number, high: number]
  /** Of the rank test, corrected for many endpoints (Benjamini-Hochberg). */
  readonly q?: number
}
