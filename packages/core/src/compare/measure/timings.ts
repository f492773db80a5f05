import { groupBy } from '../group-by.ts'
import type { Exchange } from '../exchange.ts'
import { byEndpoint, type MeasureInput, type NamedExchange } from './measurement.ts'

/** Until the first byte of the response, or until its end. */
export type Metric = 'wait' | 'total'

/** One duration of one exchange. */
export interface Timing {
  /** Milliseconds. */
  readonly ms: number
  /** Position of the exchange in its session. */
  readonly number: number
}

/** One of the durations of an endpoint, of all its calls that can be compared. */
export interface EndpointTimings {
  readonly endpoint: string
  readonly metric: Metric
  /** By session of before. */
  readonly samples: ReadonlyArray<readonly Timing[]>
  readonly after: readonly Timing[]
}

/**
 * The durations of all endpoints. Only calls that ended with the same class of status are compared:
 * an error is often quicker than what was asked for, and a 304 is quicker than a 200.
 */
export function timingsOf({ after, samples }: MeasureInput): EndpointTimings[] {
  const sessions = samples.map(byEndpoint)
  const newSession = byEndpoint(after)
  const endpoints = new Set([...sessions, newSession].flatMap((groups) => [...groups.keys()]))
  return [...endpoints].flatMap((endpoint) => {
    const sides = sessions.map((groups) => groups.get(endpoint) ?? [])
    const newSide = newSession.get(endpoint) ?? []
    const status = sharedClass(sides.flat(), newSide)
    const kept = (side: readonly NamedExchange[]): Exchange[] =>
      side.map(({ exchange }) => exchange).filter((exchange) => classOfStatus(exchange) === status)
    const before = sides.map(kept)
    const now = kept(newSide)
    return (['wait', 'total'] as const).map((metric) => {
      const timings = (side: readonly Exchange[]): Timing[] =>
        side.flatMap((exchange) => timingOf(exchange, metric) ?? [])
      return { endpoint, metric, samples: before.map(timings), after: timings(now) }
    })
  })
}

/** The class of status that most calls of both sides ended with; with one side only, of that. */
function sharedClass(
  before: readonly NamedExchange[],
  after: readonly NamedExchange[],
): number | undefined {
  const count = (side: readonly NamedExchange[]): ReadonlyMap<number | undefined, unknown[]> =>
    groupBy(side, ({ exchange }) => classOfStatus(exchange))
  const [ones, others] = [count(before), count(after)]
  const classes = [...new Set([...ones.keys(), ...others.keys()])].flatMap((status) => {
    const [one, other] = [ones.get(status)?.length ?? 0, others.get(status)?.length ?? 0]
    return status === undefined ? [] : [{ status, both: Math.min(one, other), any: one + other }]
  })
  const [best] = classes.toSorted(
    (one, other) => other.both - one.both || other.any - one.any || one.status - other.status,
  )
  return best?.status
}

/** 2 for 200 and so on, 304 for itself; undefined for what did not end well. */
function classOfStatus({ entry }: Exchange): number | undefined {
  if (!entry.response || entry.failure) return undefined
  const { status } = entry.response
  return status === 304 ? status : Math.floor(status / 100)
}

function timingOf(exchange: Exchange, metric: Metric): Timing | undefined {
  const ms = exchange.entry.timings[metric]
  if (ms === null || !Number.isFinite(ms) || ms < 0) return undefined
  // How long a stream stays open says nothing about the server.
  if (metric === 'total' && isStream(exchange)) return undefined
  return { ms, number: exchange.number }
}

function isStream({ entry, responseContent }: Exchange): boolean {
  return (
    entry.messages !== undefined ||
    entry.response?.status === 101 ||
    responseContent?.kind === 'events'
  )
}
