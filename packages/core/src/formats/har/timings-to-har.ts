import type { Timings } from '../../entry/entry.ts'
import type { HarTimings } from './har-types.ts'

/**
 * Timings that are not known are -1. HAR 1.2 asks for `send`, `wait` and `receive` >= 0, but 0 would
 * be an invented measurement; -1 is what Playwright and Proxyman write there, and the importers of
 * Chrome, Firefox and Safari only want a number.
 */
export function timingsToHar(timings: Timings): HarTimings {
  const { blocked, connect, dns, receive, send, ssl, wait } = timings
  return {
    blocked: blocked ?? -1,
    dns: dns ?? -1,
    connect: connect ?? -1,
    ssl: ssl ?? -1,
    send: send ?? -1,
    wait: wait ?? -1,
    receive: receive ?? -1,
  }
}

/**
 * `entry.time`: by HAR 1.2 the sum of the timings that are known, `ssl` counting as part of
 * `connect`. When none is known it is what is known of the whole, else 0, the sum of nothing.
 */
export function totalTime(timings: Timings): number {
  const { blocked, connect, dns, receive, send, total, wait } = timings
  const known = [blocked, dns, connect, send, wait, receive].filter((time) => time !== null)
  if (known.length === 0) return total ?? 0
  // Microseconds, as measured: sums of binary fractions have a long tail.
  return Math.round(known.reduce((sum, time) => sum + time, 0) * 1000) / 1000
}
