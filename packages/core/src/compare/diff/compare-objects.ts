import type { Tree, TreeObject } from '../tree.ts'
import { findRenames } from './find-renames.ts'
import { countMembers, memberAfter } from './same-tree.ts'
import type { Walk } from './walk.ts'

/** Compares the members of two objects; the order in which they stand does not count. */
export function compareObjects(walk: Walk, before: TreeObject, after: TreeObject): void {
  const removed: string[] = []
  const found = new Set<string>()
  let kept = 0
  for (const name in before) {
    const other = memberAfter(name, after, walk.aliases)
    if (other === undefined) removed.push(name)
    else {
      kept++
      if (other !== name) found.add(other)
      const ours = before[name] as Tree
      const theirs = after[other] as Tree
      if (ours !== theirs) walk.compareAt(name, ours, theirs)
    }
  }
  const added = countMembers(after) > kept ? namesOnlyIn(after, before, found) : []
  if (removed.length === 0 && added.length === 0) return
  const renames = findRenames(walk, before, after, removed, added)
  for (const [name, renamedTo] of renames) {
    const values = { before: before[name] as Tree, after: after[renamedTo] as Tree }
    walk.add({ kind: 'renamed', ...values, renamedTo }, name)
  }
  for (const name of removed) {
    if (!renames.has(name)) walk.add({ kind: 'removed', before: before[name] as Tree }, name)
  }
  const newNames = new Set(renames.values())
  for (const name of added) {
    if (!newNames.has(name)) walk.add({ kind: 'added', after: after[name] as Tree }, name)
  }
}

function namesOnlyIn(
  after: TreeObject,
  before: TreeObject,
  found: ReadonlySet<string>,
): readonly string[] {
  return Object.keys(after).filter((name) => !Object.hasOwn(before, name) && !found.has(name))
}
