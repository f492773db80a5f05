import { getHeader } from '../../entry/headers.ts'
import type { Facts } from './facts.ts'
import { groupBy } from '../group-by.ts'
import { type Matching, pair } from './matching.ts'

/**
 * Preflights (Fetch standard, CORS-preflight fetch) belong together when their requests do; of the
 * others, one after the other. Those that are left were cached on the other side.
 */
export function pairPreflights(matching: Matching): void {
  const after = new Map(
    preflights(matching.after).map((facts) => [requestOf(matching.after, facts)?.index, facts]),
  )
  for (const facts of preflights(matching.before)) {
    const request = requestOf(matching.before, facts)
    const partner = request && matching.partners.get(request.index)
    const other = partner && after.get(partner.index)
    if (other && !matching.partnersAfter.has(other.index)) pair(matching, facts, other)
  }
  const rest = groupBy(
    preflights(matching.after).filter(({ index }) => !matching.partnersAfter.has(index)),
    ({ endpoint }) => endpoint,
  )
  for (const facts of preflights(matching.before)) {
    if (matching.partners.has(facts.index)) continue
    const other = rest.get(facts.endpoint)?.shift()
    if (other) pair(matching, facts, other)
  }
}

function preflights(side: readonly Facts[]): Facts[] {
  return side.filter(({ isPreflight }) => isPreflight)
}

/** How many exchanges away the request may be. */
const farthest = 200

/** The request that a preflight asked for: the next one, or in the order of some browsers the last one. */
function requestOf(side: readonly Facts[], { index, exchange }: Facts): Facts | undefined {
  const { url, headers } = exchange.entry.request
  const wanted = getHeader(headers, 'access-control-request-method')
  function isIt({ method, exchange: other }: Facts): boolean {
    return method === wanted && other.entry.request.url === url
  }
  return (
    side.slice(index + 1, index + farthest).find(isIt) ??
    side.slice(Math.max(0, index - farthest), index).findLast(isIt)
  )
}
