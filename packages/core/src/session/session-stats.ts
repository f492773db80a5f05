import type { Entry, FailureKind } from '../entry/entry.ts'
import { describeEntry } from '../entry/entry-line.ts'
import { mediaType } from '../entry/headers.ts'
import { type Latency, latencyOf } from './latency.ts'
import { timelinePoints, type StatsTimeline } from './stats-timeline.ts'

/** Counts by name; a name is there only when its count is not 0. */
export type Counts = Readonly<Record<string, number>>

/** An entry that took long. */
export interface SlowEntry {
  readonly id: string
  /** 0-based position in the session. */
  readonly position: number
  /** As `describeEntry` says it. */
  readonly line: string
  /** From its request to its end. */
  readonly ms: number
}

/** Numbers about a session. */
export interface SessionStats {
  /** Entries of all kinds. */
  readonly requests: number
  /** Bytes of bodies on the wire, both ways. */
  readonly bytes: number
  /** The same for the bodies of requests, and for those of responses. */
  readonly sent: number
  readonly received: number
  /** Entries with a failure, or a status of 400 and above. */
  readonly failed: number
  /** ISO times. */
  readonly created: string
  readonly lastActivity: string
  /** From the first request to the end of the last exchange, in ms. */
  readonly duration: number
  /** Over the duration; 0 when that is 0. */
  readonly requestsPerSecond: number
  /** Entries by status, as `200`; `failed` for those without a response. */
  readonly statuses: Counts
  /** Entries by class of status, as `2xx`; `failed` for those without a response. */
  readonly statusClasses: Counts
  readonly methods: Counts
  /** Entries by host and port. */
  readonly hosts: Counts
  /** Entries by media type of the response; the empty name for a response that names none. */
  readonly types: Counts
  /** Entries by what broke them off. */
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>
  /** Of the entries whose end is known; absent when there are none. WebSockets and event streams do not count. */
  readonly latency?: Latency
  /** The slowest of them, at most ten, the slowest first. */
  readonly slowest: readonly SlowEntry[]
  /** How it went over time; empty without entries. */
  readonly timeline: StatsTimeline
  /** Lines of the journal that could not be read. */
  readonly damages: number
}

/** So many slow entries are told. */
const slowCount = 10

/** Counts entries. */
export async function statsOf(
  createdAt: () => string,
  entries: AsyncIterable<Entry>,
  damages: () => number,
): Promise<SessionStats> {
  const counts = {
    statuses: new Map<string, number>(),
    statusClasses: new Map<string, number>(),
    methods: new Map<string, number>(),
    hosts: new Map<string, number>(),
    types: new Map<string, number>(),
    failures: new Map<string, number>(),
  }
  const latencies: number[] = []
  const moments: Array<{ at: number; failed: boolean; bytes: number }> = []
  let slowest: SlowEntry[] = []
  let [position, sent, received, failed, last, end] = [0, 0, 0, 0, '', 0]
  for await (const entry of entries) {
    const { failure, id, request, response, startedAt, timings } = entry
    const isFailed = failure !== undefined || (response?.status ?? 0) >= 400
    const [out, back] = [request.body?.size ?? 0, response?.body?.size ?? 0]
    sent += out
    received += back
    if (isFailed) failed++
    if (startedAt > last) last = startedAt
    const at = Date.parse(startedAt)
    end = Math.max(end, at + (timings.total ?? 0))
    moments.push({ at, failed: isFailed, bytes: out + back })
    count(counts.statuses, response ? String(response.status) : 'failed')
    count(counts.statusClasses, response ? `${Math.floor(response.status / 100)}xx` : 'failed')
    count(counts.methods, request.method)
    count(counts.hosts, URL.canParse(request.url) ? new URL(request.url).host : '?')
    if (response) count(counts.types, mediaType(response.headers))
    if (failure) count(counts.failures, failure.kind)
    if (timings.total !== null && response && !isStream(entry)) {
      latencies.push(timings.total)
      const ms = timings.total
      slowest.push({ id, position, line: describeEntry(entry, { url: 'full' }), ms })
      if (slowest.length > 50 * slowCount) slowest = topOf(slowest)
    }
    position++
  }
  const created = createdAt()
  const start = moments.reduce((least, { at }) => Math.min(least, at), Infinity)
  const duration = moments.length > 0 ? Math.max(0, end - start) : 0
  const latency = latencyOf(latencies)
  return {
    requests: position,
    bytes: sent + received,
    sent,
    received,
    failed,
    created,
    lastActivity: last > created ? last : created,
    duration,
    requestsPerSecond: duration > 0 ? position / (duration / 1000) : 0,
    statuses: Object.fromEntries(counts.statuses),
    statusClasses: Object.fromEntries(counts.statusClasses),
    methods: Object.fromEntries(counts.methods),
    hosts: Object.fromEntries(counts.hosts),
    types: Object.fromEntries(counts.types),
    failures: Object.fromEntries(counts.failures),
    ...(latency && { latency }),
    slowest: topOf(slowest),
    timeline: timelinePoints(moments),
    damages: damages(),
  }
}

/** They last as long as somebody listens. */
function isStream({ messages, request, response }: Entry): boolean {
  if (messages !== undefined || request.method === 'CONNECT') return true
  return response?.status === 101 || mediaType(response?.headers ?? []) === 'text/event-stream'
}

function topOf(entries: readonly SlowEntry[]): SlowEntry[] {
  return entries.toSorted((one, other) => other.ms - one.ms).slice(0, slowCount)
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
