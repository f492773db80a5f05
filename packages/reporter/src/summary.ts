import type { Bypassed, EntryOutline } from '@hartifact/core'
import type { SessionFacts } from './collect.ts'
import { lineOf, type Outline } from './tally.ts'

/**
 * What a reporter writes of a run, as JSON. Fields may be added; what is here stays, or
 * `version` grows.
 */
export interface RunSummary {
  readonly version: 1
  /** Of the run: `passed`, `failed`, `timedout`, `interrupted`. */
  readonly status: string
  readonly totals: {
    /** Tests with a session, each counted once. */
    readonly tests: number
    readonly sessions: number
    readonly requests: number
    /** Bodies on the wire, both ways. */
    readonly bytes: number
    /** Requests that broke off or got a status of 400 and above. */
    readonly failed: number
    /** HARs that were written because a worker could not do so any more. */
    readonly recovered: number
    /** Connections that are known to have gone around the proxy, if any. */
    readonly bypassed?: number
  }
  readonly slowest?: RequestSummary
  /** Folders of the stores, absolute. */
  readonly stores: readonly string[]
  /** Attempts at tests, in the order in which they ended. */
  readonly attempts: readonly AttemptSummary[]
}

/** One attempt at a test. */
export interface AttemptSummary {
  readonly testId: string
  /** Relative to the root folder of the tests, with `/`. */
  readonly file: string
  /** Titles of the `describe` blocks and of the test; none for what was sent outside of tests. */
  readonly titlePath: readonly string[]
  readonly project: string
  /** 0 for the first. */
  readonly retry: number
  /** `passed`, `failed`, `timedOut`, `skipped`; `interrupted` also when its process died. */
  readonly status: string
  readonly expectedStatus: string
  /** What went wrong on the wire, in one line for people. */
  readonly network: string
  readonly sessions: readonly SessionSummary[]
  /** Clients that are known to have gone around the proxy, if any. */
  readonly bypassed?: readonly Bypassed[]
}

/** One session. */
export interface SessionSummary {
  readonly id: string
  readonly name: string
  readonly requests: number
  readonly bytes: number
  readonly failed: number
  /** At most three. */
  readonly worst: readonly RequestSummary[]
  readonly slowest?: RequestSummary
  /** Path of the attached HAR. */
  readonly har?: string
  /** Whether the HAR was written because the worker could not do so any more. */
  readonly recovered: boolean
}

/** One request; its URL is redacted as the session is. */
export interface RequestSummary {
  readonly method: string
  readonly url: string
  readonly status?: number
  readonly failure?: { readonly kind: string; readonly code?: string }
  /** Milliseconds. */
  readonly duration: number | null
}

/** What the reporter knows of an attempt at the end. */
export interface AttemptFacts extends Omit<AttemptSummary, 'sessions'> {
  readonly sessions: ReadonlyArray<SessionFacts & { har?: string; recovered: boolean }>
}

/** Adds it all up. */
export function summarise(attempts: readonly AttemptFacts[], status: string): RunSummary {
  const sessions = attempts.flatMap((attempt) => attempt.sessions)
  // What was sent outside of tests has no titles.
  const tests = attempts.filter(({ titlePath }) => titlePath.length > 0)
  const sum = (valueOf: (facts: (typeof sessions)[number]) => number): number =>
    sessions.reduce((total, facts) => total + valueOf(facts), 0)
  const slowest = slowestOf(sessions)?.entry
  const bypassed = attempts
    .flatMap((attempt) => attempt.bypassed ?? [])
    .reduce((total, group) => total + group.count, 0)
  return {
    version: 1,
    status,
    totals: {
      tests: new Set(tests.map(({ testId }) => testId)).size,
      sessions: sessions.length,
      requests: sum(({ tally }) => tally.requests),
      bytes: sum(({ tally }) => tally.bytes),
      failed: sum(({ tally }) => tally.failed),
      recovered: sum(({ recovered }) => (recovered ? 1 : 0)),
      ...(bypassed > 0 && { bypassed }),
    },
    ...(slowest && { slowest: requestSummary(slowest) }),
    stores: [...new Set(sessions.map(({ marker }) => marker.store))],
    attempts: attempts.map((attempt) => ({
      ...attempt,
      sessions: attempt.sessions.map(sessionSummary),
    })),
  }
}

/** The summary in two lines. */
export function summaryLines(
  { stores, totals }: RunSummary,
  attempts: readonly AttemptFacts[],
): string[] {
  const slowest = slowestOf(attempts.flatMap(({ sessions }) => sessions))
  const parts = [
    count(totals.tests, 'test'),
    ...(totals.sessions === totals.tests ? [] : [count(totals.sessions, 'session')]),
    count(totals.requests, 'request'),
    bytesText(totals.bytes),
    `${totals.failed} failed`,
    ...(totals.bypassed ? [`${totals.bypassed} around the proxy`] : []),
    ...(slowest ? [`slowest ${lineOf(slowest.entry, slowest.origin)}`] : []),
  ]
  const recovered =
    totals.recovered > 0
      ? `; ${count(totals.recovered, 'HAR')} recovered of workers that were killed`
      : ''
  return [parts.join(', '), `sessions are in ${stores.join(' and ')}${recovered}`]
}

/** Decimal units: `0 B`, `12 kB`, `3.4 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit]}`
}

function slowestOf(
  sessions: readonly SessionFacts[],
): { entry: Outline; origin: string | undefined } | undefined {
  return sessions
    .flatMap(({ tally: { origin, slowest } }) => (slowest ? [{ entry: slowest, origin }] : []))
    .toSorted((one, other) => (other.entry.timings.total ?? 0) - (one.entry.timings.total ?? 0))[0]
}

function sessionSummary({
  har,
  marker,
  recovered,
  tally,
}: AttemptFacts['sessions'][number]): SessionSummary {
  return {
    id: marker.sessionId,
    name: marker.name,
    requests: tally.requests,
    bytes: tally.bytes,
    failed: tally.failed,
    worst: tally.worst.map(requestSummary),
    ...(tally.slowest && { slowest: requestSummary(tally.slowest) }),
    ...(har !== undefined && { har }),
    recovered,
  }
}

function requestSummary({ failure, request, response, timings }: EntryOutline): RequestSummary {
  return {
    method: request.method,
    url: request.url,
    ...(response && { status: response.status }),
    ...(failure && {
      failure: { kind: failure.kind, ...(failure.code !== undefined && { code: failure.code }) },
    }),
    duration: timings.total,
  }
}

function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : `${noun}s`}`
}
