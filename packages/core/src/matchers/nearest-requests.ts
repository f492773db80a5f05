import type { Entry } from '../entry/entry.ts'
import { compileFilter, type EntryFilter } from '../entry/filter.ts'

/** Where a request went says more about what was meant than how it was made or how it ended. */
const weights: Partial<Record<keyof EntryFilter, number>> = { url: 8, path: 8, host: 4, method: 2 }

/**
 * The entries that meet most conditions of `filter`, best first: the same path with another method
 * or status comes before another path. Those that are equally near stay in order.
 */
export function nearestRequests(entries: readonly Entry[], filter: EntryFilter): Entry[] {
  const conditions = (Object.keys(filter) as Array<keyof EntryFilter>).map((key) => ({
    weight: weights[key] ?? 1,
    isMet: compileFilter({ [key]: filter[key] }),
  }))
  const nearness = (entry: Entry): number =>
    conditions.reduce((sum, { isMet, weight }) => sum + (isMet(entry) ? weight : 0), 0)
  return entries
    .map((entry) => ({ entry, near: nearness(entry) }))
    .toSorted((one, other) => other.near - one.near)
    .map(({ entry }) => entry)
}
