import type { Entry } from '../entry/entry.ts'
import type { EntryFilter } from '../entry/filter.ts'
import { HartifactError } from '../errors.ts'

/**
 * What the matchers need of a `Session` or `Recording`. It is told by its shape, as test runners
 * load classes in several realms.
 */
export interface Traffic {
  readonly name: string
  entries(filter?: EntryFilter): AsyncIterable<Entry>
  /** Only recordings have it. */
  settled?(options?: { readonly timeout?: number }): Promise<void>
  /** Only recordings have it. */
  readonly stopped?: boolean
}

/** @throws HartifactError `INVALID_ARGUMENT` when `value` is neither a session nor a recording */
export function assertTraffic(value: unknown, matcher: string): asserts value is Traffic {
  if (typeof value === 'object' && value !== null && 'entries' in value) {
    if (typeof value.entries === 'function') return
  }
  const what = value === null ? 'null' : typeof value
  throw new HartifactError('INVALID_ARGUMENT', `${matcher} was given ${what}, not a session.`, {
    fix: 'Pass a session or a recording to expect(), without calling anything on it.',
  })
}

/**
 * Waits until all that a recording has seen so far can be read; a session that is not being recorded
 * has nothing to wait for.
 *
 * @param timeout - milliseconds; 0 does not wait
 * @throws HartifactError `TIMED_OUT` naming what is still in flight
 */
export async function settle(traffic: Traffic, timeout: number): Promise<void> {
  if (timeout > 0 && traffic.settled && !traffic.stopped) await traffic.settled({ timeout })
}

/** All entries that `filter` matches. */
export async function read(traffic: Traffic, filter?: EntryFilter): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of traffic.entries(filter)) entries.push(entry)
  return entries
}
