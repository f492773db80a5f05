import type { Failure } from './entry.ts'

/** Why an entry has no end whose recording ended first. */
export const unfinished: Failure = {
  kind: 'unfinished',
  message: 'The recording ended before the exchange did, and nothing more is known of it',
}
