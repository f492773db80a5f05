import { isTreeObject, type Tree, type TreeObject } from '../tree.ts'
import { type Aliases, sameScalar } from './same-scalar.ts'
import { countMembers } from './same-tree.ts'

/** Characters at each end of a text. */
const longestEnd = 64

/**
 * How much two items have in common, 0 to 1, by their own members alone: it takes no time for what
 * is inside them.
 *
 * @param without - the member that does not count
 */
export function similarity(before: Tree, after: Tree, aliases: Aliases, without?: string): number {
  if (Array.isArray(before) && Array.isArray(after)) return listSimilarity(before, after, aliases)
  if (isTreeObject(before) && isTreeObject(after)) {
    return objectSimilarity(before, after, aliases, without)
  }
  return memberSimilarity(before, after, aliases, '')
}

function objectSimilarity(
  before: TreeObject,
  after: TreeObject,
  aliases: Aliases,
  without: string | undefined,
): number {
  let total = 0
  let score = 0
  for (const name in before) {
    if (name === without) continue
    total++
    if (!Object.hasOwn(after, name)) continue
    score += memberSimilarity(before[name] as Tree, after[name] as Tree, aliases, name)
  }
  for (const name in after) if (name !== without && !Object.hasOwn(before, name)) total++
  return total === 0 ? 0 : score / total
}

function listSimilarity(before: readonly Tree[], after: readonly Tree[], aliases: Aliases): number {
  const longest = Math.max(before.length, after.length)
  if (longest === 0) return 1
  const looked = Math.min(before.length, after.length, 16)
  let score = 0
  for (let index = 0; index < looked; index++) {
    score += memberSimilarity(before[index] as Tree, after[index] as Tree, aliases, '')
  }
  return looked === 0 ? 0 : ((score / looked) * Math.min(before.length, after.length)) / longest
}

function memberSimilarity(before: Tree, after: Tree, aliases: Aliases, name: string): number {
  if (sameScalar(before, after, aliases, name)) return 1
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length ? 0.7 : 0.5
  }
  if (isTreeObject(before) && isTreeObject(after)) {
    return countMembers(before) === countMembers(after) ? 0.7 : 0.5
  }
  if (typeof before === 'string' && typeof after === 'string') return textSimilarity(before, after)
  return typeof before === typeof after && before !== null && after !== null ? 0.2 : 0
}

/** The share of the text that both begin and end with; of long texts only the ends are looked at. */
function textSimilarity(before: string, after: string): number {
  const longest = Math.max(before.length, after.length)
  const shortest = Math.min(before.length, after.length)
  const most = Math.min(shortest, longestEnd)
  let start = 0
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++
  const rest = Math.min(shortest - start, longestEnd)
  let end = 0
  while (
    end < rest &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++
  }
  return Math.max(0.1, (start + end) / Math.min(longest, 2 * longestEnd))
}
