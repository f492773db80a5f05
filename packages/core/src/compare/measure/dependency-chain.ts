import { getHeader } from '../../entry/headers.ts'
import type { NamedExchange } from './measurement.ts'
import { producedValues, usedValues } from './value-flow.ts'

/** Requests of which each needed the response of the one before it. */
export type DependencyChain = readonly NamedExchange[]

/** A request with the one that it waits longest for. */
interface Link {
  readonly named: NamedExchange
  readonly parent: Link | undefined
  readonly depth: number
}

/** Longer chains are cut: what matters is that they became longer. */
const longest = 64

/**
 * The longest chain of a session. Each endpoint counts once in it: polls, pages of a list and tokens
 * that are renewed with each response would otherwise make it as long as the session.
 *
 * @param session - in order
 */
export function longestChain(session: readonly NamedExchange[]): DependencyChain {
  const producers = new Map<string, Link>()
  const addresses = new Map<string, Link>()
  const budget = { left: 1_000_000 }
  let deepest: Link | undefined
  for (const named of session) {
    const { entry } = named.exchange
    const referer = getHeader(entry.request.headers, 'referer')
    const needed = new Set([
      addresses.get(entry.request.url),
      referer === undefined ? undefined : addresses.get(referer),
      ...usedValues(named.exchange, budget).map((value) => producers.get(value)),
    ])
    const link = [...needed].reduce<Link>(
      (best, parent) => (parent ? deeper(best, linkTo(parent, named)) : best),
      { named, parent: undefined, depth: 1 },
    )
    if (deepest === undefined || link.depth > deepest.depth) deepest = link
    // Who gave a value first is who was waited for.
    for (const value of producedValues(named.exchange, budget)) {
      if (!producers.has(value)) producers.set(value, link)
    }
    for (const url of addressesOf(named)) if (!addresses.has(url)) addresses.set(url, link)
  }
  return chainOf(deepest)
}

function deeper(one: Link, other: Link): Link {
  return other.depth > one.depth ? other : one
}

function linkTo(parent: Link, named: NamedExchange): Link {
  const isRepeat = chainOf(parent).some(({ endpoint }) => endpoint === named.endpoint)
  const depth = isRepeat || parent.depth >= longest ? parent.depth : parent.depth + 1
  // A repeat stands where the first one stood, for those that wait for it.
  return depth === parent.depth ? parent : { named, parent, depth }
}

function chainOf(link: Link | undefined): NamedExchange[] {
  const chain: NamedExchange[] = []
  for (let at = link; at; at = at.parent) chain.unshift(at.named)
  return chain
}

/** The target of a redirect, and the page itself when it is one: what others are made by. */
function addressesOf({ exchange }: NamedExchange): string[] {
  const { entry, responseContent } = exchange
  const { status = 0, headers = [] } = entry.response ?? {}
  const location = status >= 300 && status < 400 ? getHeader(headers, 'location') : undefined
  const target =
    location !== undefined && URL.canParse(location, entry.request.url)
      ? new URL(location, entry.request.url).href
      : undefined
  return [
    ...(target === undefined ? [] : [target]),
    ...(responseContent?.kind === 'html' ? [entry.request.url] : []),
  ]
}
