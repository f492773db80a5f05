import { isTreeObject, type Tree, type TreeObject, typeOf } from '../tree.ts'
import { sameTree } from './same-tree.ts'
import { similarNames } from './similar-names.ts'
import type { Aliases } from './same-scalar.ts'
import type { EnclosingList, Walk } from './walk.ts'

/** Objects at the same place of items that belong together. */
type Evidence = readonly [before: TreeObject, after: TreeObject]

/** With more combinations of members that are gone and new, an object is another one. */
const mostCombinations = 160_000

/** With more of them, names are not compared, only values. */
const mostSpellings = 2500

/** Pairs of names that are looked at in all items of a list, and items that are looked at for it. */
const mostQuestions = 200
const mostLooks = 1_000_000

/**
 * Which members that are gone are there under a new name: with the same value, or with a similar
 * name and the same type. In the items of a list that must be so in all of them.
 */
export function findRenames(
  walk: Walk,
  before: TreeObject,
  after: TreeObject,
  removed: readonly string[],
  added: readonly string[],
): ReadonlyMap<string, string> {
  const renames = new Map<string, string>()
  if (removed.length === 0 || added.length === 0) return renames
  const combinations = removed.length * added.length
  if (combinations > mostCombinations) return renames
  const free = new Set(added)
  const tests = combinations > mostSpellings ? [sameValue] : [sameValue, similarName]
  for (const test of tests) {
    for (const name of removed) {
      if (renames.has(name)) continue
      for (const other of free) {
        if (!test(name, other, [[before, after]], walk.aliases)) continue
        if (!holdsInList(walk, test, name, other)) continue
        renames.set(name, other)
        free.delete(other)
        break
      }
    }
  }
  return renames
}

type Test = (
  name: string,
  other: string,
  evidence: readonly Evidence[],
  aliases: Aliases,
) => boolean

const sameValue: Test = (name, other, evidence, aliases) =>
  evidence.every(([before, after]) =>
    sameTree(before[name] as Tree, after[other] as Tree, aliases, name),
  ) && evidence.some(([before]) => isTelling(before[name] as Tree))

const similarName: Test = (name, other, evidence) =>
  similarNames(name, other) &&
  evidence.every(([before, after]) => typeOf(before[name] as Tree) === typeOf(after[other] as Tree))

/** Equal by more than chance. */
function isTelling(value: Tree): boolean {
  if (typeof value === 'string') return value.length > 1
  if (typeof value === 'number') return Math.abs(value) > 1
  if (typeof value === 'bigint') return true
  if (Array.isArray(value)) return value.length > 0
  if (!isTreeObject(value)) return false
  for (const _ in value) return true
  return false
}

function holdsInList(walk: Walk, test: Test, name: string, other: string): boolean {
  const { list, path, aliases } = walk
  if (!list || list.pairs.length + list.start + list.end < 2) return true
  const names = path.slice(list.depth) as string[]
  const question = [...names, name, other, test === sameValue ? 'value' : 'name'].join('\0')
  const known = list.renames.get(question)
  if (known !== undefined) return known
  const asked = list.renames.size
  if (asked >= mostQuestions || asked * list.pairs.length > mostLooks) return false
  // Items that are the same on both sides kept the name.
  const holds = !keptIn(list, names, name) && isRenamedIn(list, names, name, other, test, aliases)
  list.renames.set(question, holds)
  return holds
}

function isRenamedIn(
  list: EnclosingList,
  names: readonly string[],
  name: string,
  other: string,
  test: Test,
  aliases: Aliases,
): boolean {
  const evidence = evidenceOf(list, names, name)
  const isRenamed = ([before, after]: Evidence): boolean =>
    !Object.hasOwn(after, name) && Object.hasOwn(after, other) && !Object.hasOwn(before, other)
  return evidence.every(isRenamed) && test(name, other, evidence, aliases)
}

function keptIn(list: EnclosingList, names: readonly string[], name: string): boolean {
  const { before, start, end } = list
  const hasName = (item: Tree): boolean => {
    const value = objectAt(item, names)
    return value !== undefined && Object.hasOwn(value, name)
  }
  return before.slice(0, start).some(hasName) || before.slice(before.length - end).some(hasName)
}

/** The objects at this place of all items which had the member. */
function evidenceOf(list: EnclosingList, names: readonly string[], name: string): Evidence[] {
  const evidence: Evidence[] = []
  for (const [before, after] of list.pairs) {
    const ours = objectAt(list.before[before], names)
    const theirs = objectAt(list.after[after], names)
    if (ours && theirs && Object.hasOwn(ours, name)) evidence.push([ours, theirs])
  }
  return evidence
}

function objectAt(item: Tree | undefined, names: readonly string[]): TreeObject | undefined {
  let value = item
  for (const name of names) {
    if (!isTreeObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return isTreeObject(value) ? value : undefined
}
