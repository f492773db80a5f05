import type { Timings } from './entry.ts'

/** Nothing is known: the timings of an exchange that has just begun. */
export const unknownTimings: Timings = {
  blocked: null,
  dns: null,
  connect: null,
  ssl: null,
  send: null,
  wait: null,
  receive: null,
  total: null,
}
