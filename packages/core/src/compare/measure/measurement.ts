import type { Alignment } from '../align/alignment.ts'
import { groupBy } from '../group-by.ts'
import type { Exchange } from '../exchange.ts'
import type { RuleId } from '../rules.ts'

/** The rules that measurements speak of. */
export type MeasuredRule = Extract<
  RuleId,
  | 'latency.slower'
  | 'latency.faster'
  | 'latency.all-slower'
  | 'size.larger'
  | 'size.compression-lost'
  | 'requests.n-plus-one'
  | 'requests.more'
  | 'request.host.new'
  | 'waterfall.deeper'
>

/** Something that was counted or timed and is over its limit; the verdict makes a finding of it. */
export interface Measurement {
  readonly rule: MeasuredRule
  /** Method and path template; empty when it concerns the whole session. */
  readonly endpoint: string
  /** Milliseconds, bytes, requests or names, by the rule; null when there was nothing. */
  readonly before: number | string | null
  readonly after: number | string | null
  /** 0-based positions in the first session of before. */
  readonly beforeEntries: readonly number[]
  /** 0-based positions in the session after. */
  readonly afterEntries: readonly number[]
  /** One sentence for people. */
  readonly message: string
}

/** An exchange with the name of its endpoint. */
export interface NamedExchange {
  readonly exchange: Exchange
  readonly endpoint: string
}

/** What is measured: all sessions of before, the first one first, and the one after. */
export interface MeasureInput {
  readonly samples: ReadonlyArray<readonly NamedExchange[]>
  readonly after: readonly NamedExchange[]
  /** Of the first session of before with the one after. */
  readonly alignment: Alignment
}

/** Positions of exchanges in their session, in order. */
export function numbersOf(named: readonly NamedExchange[]): number[] {
  return named.map(({ exchange }) => exchange.number).toSorted((one, other) => one - other)
}

/** Exchanges by the name of their endpoint, in order. */
export function byEndpoint(
  named: readonly NamedExchange[],
): ReadonlyMap<string, readonly NamedExchange[]> {
  return groupBy(named, ({ endpoint }) => endpoint)
}
