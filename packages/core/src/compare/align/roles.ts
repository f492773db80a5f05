import type { Unmatched } from './alignment.ts'
import type { Facts } from './facts.ts'
import { groupBy } from '../group-by.ts'

/** From this many on, reads of the same are polls. */
const fewestPolls = 3

/** Says why an exchange without a partner needs none. */
export type RoleOf = (facts: Facts) => Unmatched['role']

/**
 * Looks at the requests of one session that are the same.
 *
 * @param isPaired - whether an exchange has a partner
 */
export function findRoles(side: readonly Facts[], isPaired: (facts: Facts) => boolean): RoleOf {
  const runs = groupBy(side, ({ request }) => request)
  const writes = writeCounts(side)
  const polls = new Map<string, boolean>()
  return (facts) => {
    if (facts.isPreflight) return 'preflight'
    const run = runs.get(facts.request)!
    if (run.length < 2 || !run.some(isPaired)) return undefined
    const place = positionOf(run, facts)
    const isFollowed = place < run.length - 1
    if ((facts.failed && isFollowed) || run[place - 1]?.failed) return 'retry'
    if (!facts.isSafe) return 'duplicate'
    const isPoll = polls.get(facts.request) ?? isPolled(run, writes)
    polls.set(facts.request, isPoll)
    return isPoll ? 'poll' : undefined
  }
}

/** By bisection: runs may be long. */
function positionOf(run: readonly Facts[], { index }: Facts): number {
  let low = 0
  let high = run.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (run[middle]!.index < index) low = middle + 1
    else high = middle
  }
  return low
}

/** Writes up to each position: nothing is polled if each answer follows a change. */
function writeCounts(side: readonly Facts[]): Int32Array {
  const counts = new Int32Array(side.length + 1)
  for (const { index, isSafe } of side) counts[index + 1] = counts[index]! + (isSafe ? 0 : 1)
  return counts
}

function isPolled(run: readonly Facts[], writes: Int32Array): boolean {
  if (run.length < fewestPolls) return false
  const quiet = run
    .slice(1)
    .filter((facts, place) => writes[facts.index] === writes[run[place]!.index]).length
  return quiet * 2 >= run.length - 1
}
