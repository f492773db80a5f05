import type { ComparisonOptions } from '../comparison-options.ts'
import { byEndpoint, type Measurement, type MeasureInput, numbersOf } from './measurement.ts'

/**
 * Finds endpoints with more requests than their budget. All requests count, also polls and retries,
 * but not the preflights that browsers make by themselves.
 *
 * @param budgets - by endpoint, as in findings; what stands between braces need not be the same
 */
export function measureCounts(
  { after, alignment, samples }: MeasureInput,
  budgets: ComparisonOptions['counts'] = {},
): Measurement[] {
  const limits = new Map(Object.entries(budgets).map(([name, { max }]) => [plain(name), max]))
  if (limits.size === 0) return []
  const preflights = new Set(
    alignment.onlyAfter.flatMap(({ exchange, role }) =>
      role === 'preflight' ? [exchange.number] : [],
    ),
  )
  const [first, ...others] = samples.map(byEndpoint)
  const counted = after.filter(({ exchange }) => !preflights.has(exchange.number))
  return [...byEndpoint(counted)].flatMap(([endpoint, exchanges]) => {
    const max = limits.get(plain(endpoint))
    if (max === undefined || exchanges.length <= max) return []
    const before = first?.get(endpoint) ?? []
    return [
      {
        rule: 'requests.more' as const,
        endpoint,
        before: Math.max(
          before.length,
          ...others.map((groups) => groups.get(endpoint)?.length ?? 0),
        ),
        after: exchanges.length,
        beforeEntries: numbersOf(before),
        afterEntries: numbersOf(exchanges),
        message: `${exchanges.length} requests, and ${max} are in order.`,
      },
    ]
  })
}

/** `GET /api/profiles/{id}` and `GET /api/profiles/{}` are the same. */
function plain(endpoint: string): string {
  return endpoint.replace(/\{[^{}/]*\}/g, '{}').trim()
}
