import type { Alignment } from '../align/alignment.ts'
import { isTreeObject, type Tree } from '../tree.ts'

/** Hosts that are called otherwise in the other session, such as `uat1.test` and `uat2.test`. */
export interface RenamedHosts {
  /** A text of the first session as the other one would say it. */
  toOther(text: string): string
  /** A text of the other session as the first one would say it. */
  toFirst(text: string): string
  /** A tree of the first session as the other one would say it; the same tree when no host is in it. */
  inTree(tree: Tree): Tree
}

/** Deeper values are compared as they are. */
const deepest = 64

/** The hosts of requests that belong together and that differ. */
export function renamedHosts({ pairs }: Alignment): RenamedHosts | undefined {
  const hosts = new Map<string, string>()
  for (const { after, before } of pairs) {
    const [first, other] = [before.target.host, after.target.host]
    if (first !== other && first !== '') hosts.set(first, other)
  }
  if (hosts.size === 0) return undefined
  const names = [...hosts].toSorted(([one], [other]) => other.length - one.length)
  const toOther = (text: string): string => replaceAll(text, names)
  return {
    toOther,
    toFirst: (text) =>
      replaceAll(
        text,
        names.map(([first, other]) => [other, first]),
      ),
    inTree: (tree) => mapTexts(tree, toOther, 0),
  }
}

function replaceAll(text: string, names: ReadonlyArray<readonly [string, string]>): string {
  return names.reduce(
    (changed, [from, to]) => (changed.includes(from) ? changed.replaceAll(from, to) : changed),
    text,
  )
}

function mapTexts(tree: Tree, map: (text: string) => string, depth: number): Tree {
  if (typeof tree === 'string') return map(tree)
  if (depth >= deepest || typeof tree !== 'object' || tree === null) return tree
  if (Array.isArray(tree)) {
    const items = (tree as readonly Tree[]).map((item) => mapTexts(item, map, depth + 1))
    return items.some((item, index) => item !== tree[index]) ? items : tree
  }
  if (!isTreeObject(tree)) return tree
  let changed: Record<string, Tree> | undefined
  for (const name in tree) {
    const value = tree[name] as Tree
    const mapped = mapTexts(value, map, depth + 1)
    if (mapped !== value) (changed ??= { ...tree })[name] = mapped
  }
  return changed ?? tree
}
