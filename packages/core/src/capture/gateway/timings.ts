import type { ClientTimings, Timings } from '../../entry/entry.ts'
import type { ClientFacts, UpstreamFacts } from './engine.ts'

/**
 * Durations of the phases, from the moments that were seen. A phase with an unseen border stays
 * `null`; on a reused connection there is no `dns`, `connect` and `ssl`.
 *
 * @param start - when the request's head arrived, milliseconds
 * @param end - when the exchange ended, milliseconds
 */
export function timingsOf(start: number, end: number, { moments, reused }: UpstreamFacts): Timings {
  const { connected, lookup, responded, secured, sent, socket } = moments
  const ready = reused ? socket : (secured ?? connected)
  const sentOrReady = later(sent, ready)
  return {
    blocked: span(start, socket),
    dns: reused ? null : span(socket, lookup),
    connect: reused ? null : span(lookup ?? socket, ready),
    ssl: reused ? null : span(connected, secured),
    // A connection may have been there before the request.
    send: ready === undefined ? null : span(Math.max(start, ready), sentOrReady),
    wait: span(sentOrReady, responded),
    receive: span(responded, end),
    total: span(start, end),
  }
}

/**
 * Durations on the client's side. A phase with an unseen border stays `null`.
 *
 * @param start - when the request's head arrived, milliseconds
 */
export function clientTimingsOf(start: number, client: ClientFacts): ClientTimings {
  const { finished, received, responded } = client
  return {
    send: span(start, received),
    wait: span(received, responded),
    receive: span(responded, finished),
  }
}

function span(from: number | undefined, to: number | undefined): number | null {
  if (from === undefined || to === undefined) return null
  // An early response may come before the request is sent; no phase lasts less than nothing.
  return Math.max(0, Math.round((to - from) * 1000) / 1000)
}

function later(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.max(one, other)
}
