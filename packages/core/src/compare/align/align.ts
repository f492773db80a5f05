import type { MatchMode } from '../comparison-options.ts'
import type { Exchange } from '../exchange.ts'
import type { Alignment, EndpointNames, Pair, Unmatched } from './alignment.ts'
import { digestReader } from './body-digests.ts'
import { type Facts, factsOf, type FactsReader } from './facts.ts'
import { findAliases } from './find-aliases.ts'
import { nearestIn } from './find-nearest.ts'
import type { HostMap } from './host-map.ts'
import { matchBy } from './match-by.ts'
import { type Matching, openMatching } from './matching.ts'
import { acrossVersions, pairMoved } from './pair-moved.ts'
import { pairPreflights } from './pair-preflights.ts'
import { firstStep, likelySteps, type Step, sureSteps } from './pair-steps.ts'
import { findRoles } from './roles.ts'

/** How exchanges are paired. */
export interface AlignOptions {
  /** Default: `auto`. */
  readonly match?: MatchMode | undefined
  readonly hostMap?: HostMap | undefined
}

const steps: readonly Step[] = [
  firstStep,
  ...sureSteps,
  acrossVersions(sureSteps),
  ...likelySteps,
  acrossVersions(likelySteps),
  { name: 'requests that moved', run: pairMoved },
  { name: 'preflights', run: pairPreflights },
]

/**
 * Finds out which exchanges of two sessions belong together, whatever their ids are and in whatever
 * order they came. The costs are about linear in the number of exchanges; only what no key can decide
 * is compared one by one, and never more than some hundred of an endpoint.
 *
 * @param names - of `learnEndpoints`, for both sessions
 */
export function align(
  before: readonly Exchange[],
  after: readonly Exchange[],
  names: EndpointNames,
  options: AlignOptions = {},
): Alignment {
  const sent = sentBodies(before)
  const reader: FactsReader = {
    names,
    readDigest: digestReader([...before, ...after]),
    shared: new Set([...sentBodies(after)].filter((hash) => sent.has(hash))),
    forms: new Map(),
  }
  const matching = openMatching(
    before.map((exchange, index) => factsOf(exchange, index, reader)),
    after.map((exchange, index) => factsOf(exchange, index, reader)),
  )
  const { match = 'auto', hostMap } = options
  if (match === 'auto') for (const step of steps) step.run(matching)
  else matchBy(matching, match, hostMap)
  return resultOf(matching, match === 'auto')
}

function sentBodies(exchanges: readonly Exchange[]): Set<string> {
  return new Set(exchanges.flatMap(({ requestContent }) => requestContent?.hash ?? []))
}

function resultOf(matching: Matching, hasRoles: boolean): Alignment {
  const pairs = matching.before.flatMap((facts) => {
    const partner = matching.partners.get(facts.index)
    return partner ? [pairOf(facts, matching.after[partner.index]!)] : []
  })
  const sides = {
    before: {
      facts: matching.before,
      isPaired: ({ index }: Facts) => matching.partners.has(index),
    },
    after: {
      facts: matching.after,
      isPaired: ({ index }: Facts) => matching.partnersAfter.has(index),
    },
  }
  const onlyBefore = unmatchedOf(sides.before, sides.after, hasRoles)
  const onlyAfter = unmatchedOf(sides.after, sides.before, hasRoles)
  const most = Math.max(...[onlyBefore, onlyAfter].map((side) => pairs.length + lonely(side)))
  return {
    pairs,
    onlyBefore,
    onlyAfter,
    aliases: findAliases(matching.pairs),
    matchRate: most === 0 ? 1 : pairs.length / most,
  }
}

function pairOf(before: Facts, after: Facts): Pair {
  return {
    before: before.exchange,
    after: after.exchange,
    endpoint: before.endpoint,
    ...(before.endpoint === after.endpoint ? {} : { movedTo: after.endpoint }),
  }
}

interface Side {
  readonly facts: readonly Facts[]
  readonly isPaired: (facts: Facts) => boolean
}

function unmatchedOf(side: Side, other: Side, hasRoles: boolean): Unmatched[] {
  const alone = side.facts.filter((facts) => !side.isPaired(facts))
  if (alone.length === 0) return []
  const roleOf = findRoles(side.facts, side.isPaired)
  const findNearest = nearestIn(other.facts, other.isPaired)
  return alone.map((facts) => {
    const role = hasRoles || facts.isPreflight ? roleOf(facts) : undefined
    const nearest = role === undefined ? findNearest(facts) : undefined
    return {
      exchange: facts.exchange,
      endpoint: facts.endpoint,
      ...(role && { role }),
      ...(nearest && { nearest }),
    }
  })
}

function lonely(side: readonly Unmatched[]): number {
  return side.filter(({ role }) => role === undefined).length
}
