import { isTreeObject, type Tree } from '../tree.ts'
import { type Aliases, sameScalar } from './same-scalar.ts'

/** From here on a stack of our own takes the place of recursion. */
const deepestCall = 300

/** Whether two values are the same, however deep; the order of members does not count. */
export function sameTree(
  before: Tree,
  after: Tree,
  aliases: Aliases,
  name = '',
  depth = 0,
): boolean {
  if (before === after) return true
  if (typeof before !== 'object' || before === null) {
    return sameScalar(before, after, aliases, name)
  }
  if (depth >= deepestCall) return sameDeep(before, after, aliases)
  if (Array.isArray(before)) {
    if (!Array.isArray(after) || before.length !== after.length) return false
    for (let index = 0; index < before.length; index++) {
      if (!sameTree(before[index], after[index], aliases, name, depth + 1)) return false
    }
    return true
  }
  if (!isTreeObject(before) || !isTreeObject(after)) return false
  let members = 0
  for (const member in before) {
    const other = memberAfter(member, after, aliases)
    if (other === undefined) return false
    if (!sameTree(before[member] as Tree, after[other] as Tree, aliases, member, depth + 1)) {
      return false
    }
    members++
  }
  return countMembers(after) === members
}

/** The name of the same member after: its own, or that of the id which took its place. */
export function memberAfter(
  name: string,
  after: { readonly [name: string]: Tree },
  aliases: Aliases,
): string | undefined {
  if (Object.hasOwn(after, name)) return name
  const alias = aliases.size > 0 ? aliases.get(name) : undefined
  return alias !== undefined && Object.hasOwn(after, alias) ? alias : undefined
}

/** How many members an object has, without a list of them. */
export function countMembers(value: { readonly [name: string]: Tree }): number {
  let count = 0
  for (const _ in value) count++
  return count
}

function sameDeep(before: Tree, after: Tree, aliases: Aliases): boolean {
  const open: Array<readonly [Tree, Tree, string]> = [[before, after, '']]
  while (open.length > 0) {
    const [ours, theirs, name] = open.pop() as readonly [Tree, Tree, string]
    if (ours === theirs) continue
    if (Array.isArray(ours)) {
      if (!Array.isArray(theirs) || ours.length !== theirs.length) return false
      for (let index = 0; index < ours.length; index++) {
        open.push([ours[index] as Tree, theirs[index] as Tree, name])
      }
    } else if (isTreeObject(ours)) {
      if (!isTreeObject(theirs) || countMembers(ours) !== countMembers(theirs)) return false
      for (const member in ours) {
        const other = memberAfter(member, theirs, aliases)
        if (other === undefined) return false
        open.push([ours[member] as Tree, theirs[other] as Tree, member])
      }
    } else if (!sameScalar(ours, theirs, aliases, name)) return false
  }
  return true
}
