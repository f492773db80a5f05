import type { ItemStep } from '../path.ts'
import { isTreeObject, type Tree, type TreeObject, typeOf } from '../tree.ts'
import { compareLists } from './compare-lists.ts'
import { compareObjects } from './compare-objects.ts'
import type { Difference } from './difference.ts'
import { sameScalar } from './same-scalar.ts'
import { sameTree } from './same-tree.ts'
import type { Walk } from './walk.ts'

/** Options of {@link diffTrees}. */
export interface DiffOptions {
  /** Ids and tokens before to those that took their place after: they count as equal. */
  readonly aliases?: ReadonlyMap<string, string>
  /** Most differences that are told; 5,000 unless told otherwise. */
  readonly limit?: number
}

/** What {@link diffTrees} found. */
export interface TreeDiff {
  readonly differences: readonly Difference[]
  /** Whether there are more than were asked for. */
  readonly cut: boolean
}

/** Deeper values are compared as a whole; what is learnt of values ends at the same depth. */
const deepestStep = 64

/**
 * What differs between two trees. Members are compared by name in any order, numbers by value;
 * items of lists belong together by the member that identifies them, else by content, else by
 * position. A list whose items only changed their order has one difference, `reordered`.
 *
 * The time is about linear in the size of the trees, whatever is in them.
 *
 * @example
 * ```ts
 * diffTrees({ id: 1, price: 5 }, { id: 1, price: 6 }).differences
 * // [{ kind: 'changed', path: ['price'], before: 5, after: 6 }]
 * ```
 */
export function diffTrees(before: Tree, after: Tree, options: DiffOptions = {}): TreeDiff {
  const { aliases = new Map(), limit = 5000 } = options
  const differences: Difference[] = []
  let cut = false
  const path: Array<string | ItemStep> = []
  const walk: Walk = {
    path,
    aliases,
    list: undefined,
    add(difference, step) {
      if (differences.length >= limit) cut = true
      else
        differences.push({ ...difference, path: step === undefined ? [...path] : [...path, step] })
    },
    compare: (ours, theirs) => compareValues(walk, ours, theirs),
    compareAt(step, ours, theirs) {
      path.push(step)
      compareValues(walk, ours, theirs)
      path.pop()
    },
    isFull: () => cut,
  }
  walk.compare(before, after)
  return { differences, cut }
}

function compareValues(walk: Walk, before: Tree, after: Tree): void {
  if (before === after || walk.isFull()) return
  const { path, aliases } = walk
  const areLists = Array.isArray(before) && Array.isArray(after)
  if (areLists || (isTreeObject(before) && isTreeObject(after))) {
    if (path.length >= deepestStep) {
      if (!sameTree(before, after, aliases)) walk.add({ kind: 'changed', before, after })
    } else if (areLists) compareLists(walk, before, after)
    else compareObjects(walk, before as TreeObject, after as TreeObject)
    return
  }
  if (sameScalar(before, after, aliases, nameOf(path))) return
  walk.add({ kind: typeOf(before) === typeOf(after) ? 'changed' : 'type', before, after })
}

/** Of the member that the value, or the list it is in, belongs to. */
function nameOf(path: ReadonlyArray<string | ItemStep>): string {
  return path.findLast((step): step is string => typeof step === 'string') ?? ''
}
