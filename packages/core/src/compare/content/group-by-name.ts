import type { Tree, TreeObject } from '../tree.ts'

/** Pairs as an object: name to value, or to the list of values of a name that repeats. */
export function groupByName(pairs: Iterable<readonly [name: string, value: Tree]>): TreeObject {
  const groups = new Map<string, Tree[]>()
  for (const [name, value] of pairs) {
    const group = groups.get(name)
    if (group) group.push(value)
    else groups.set(name, [value])
  }
  const members = [...groups].map(
    ([name, values]) => [name, values.length === 1 ? (values[0] as Tree) : values] as const,
  )
  // Unlike an assignment, this takes `__proto__` for a name like any other.
  return Object.fromEntries(members)
}
