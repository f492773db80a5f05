import type { Exchange } from '../exchange.ts'
import type { MatchMode } from '../comparison-options.ts'
import type { Facts } from './facts.ts'
import { compileHostMap, type HostMap } from './host-map.ts'
import { joinFree, type Matching, pair } from './matching.ts'
import { pairPreflights } from './pair-preflights.ts'

/** Pairs by one simple property: the k-th with the k-th. Of equal ones, those with the same method first. */
export function matchBy(
  matching: Matching,
  mode: Exclude<MatchMode, 'auto'>,
  hostMap?: HostMap,
): void {
  if (mode === 'order') {
    for (const [index, facts] of matching.before.entries()) {
      const other = matching.after[index]
      if (other) pair(matching, facts, other)
    }
    return
  }
  const mapHost = compileHostMap(hostMap)
  const keyOf = mode === 'path' ? pathOf : (exchange: Exchange) => urlOf(exchange, mapHost)
  for (const part of [
    ({ method, exchange }: Facts) => `${method} ${keyOf(exchange)}`,
    ({ exchange }: Facts) => keyOf(exchange),
  ]) {
    for (const [before, after] of joinFree(matching, { before: part, after: part })) {
      for (const [index, facts] of before.entries()) {
        const other = after[index]
        if (other) pair(matching, facts, other)
      }
    }
  }
  pairPreflights(matching)
}

function pathOf({ target }: Exchange): string {
  return target.path
}

/** Without the fragment, which is not sent. */
function urlOf({ target }: Exchange, mapHost: (host: string) => string): string {
  const query = target.query.map((parameter) => parameter.join('=')).join('&')
  return `${target.scheme}://${mapHost(target.host)}${target.path}?${query}`
}
