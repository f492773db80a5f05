import { type DependencyChain, longestChain } from './dependency-chain.ts'
import type { Measurement, MeasureInput } from './measurement.ts'

/** Beyond, chains are long by the length of the session, and finding them takes long as well. */
const mostEntries = 2000

/**
 * Tells when more requests than in any session of before wait for one another: each uses an id or a
 * token from the response before it, follows its redirect, or was made by its page.
 */
export function measureWaterfall({ after, samples }: MeasureInput): Measurement[] {
  if ([...samples, after].some((session) => session.length > mostEntries)) return []
  const [first, ...others] = samples.map(longestChain)
  const before = [first, ...others].reduce((most, chain) => Math.max(most, chain?.length ?? 0), 0)
  const now = longestChain(after)
  if (now.length <= before || first === undefined) return []
  const numbers = (chain: DependencyChain): number[] => chain.map(({ exchange }) => exchange.number)
  return [
    {
      rule: 'waterfall.deeper',
      endpoint: '',
      before,
      after: now.length,
      beforeEntries: numbers(first),
      afterEntries: numbers(now),
      message: `${now.length} requests wait for one another, ${before} before: ${now.map(({ endpoint }) => endpoint).join(' → ')}.`,
    },
  ]
}
