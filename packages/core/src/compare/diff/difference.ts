import type { TreePath } from '../path.ts'
import type { Tree } from '../tree.ts'

/** What differs at one place of two trees. */
export interface Difference {
  readonly kind: DifferenceKind
  /** From the root of the tree that was compared. */
  readonly path: TreePath
  /** Absent for what was added. */
  readonly before?: Tree
  /** Absent for what was removed. */
  readonly after?: Tree
  /** For `renamed`: the new name of the member. */
  readonly renamedTo?: string
}

export type DifferenceKind =
  /** A member of an object is gone. */
  | 'removed'
  /** A member of an object is new. */
  | 'added'
  /** A member is gone, and a new one beside it has the same value or, in all items, the same kind of values. */
  | 'renamed'
  /** Another value of the same type. */
  | 'changed'
  /** Another type; also from and to null. */
  | 'type'
  /** An item of a list is gone. */
  | 'item-removed'
  /** An item of a list is new. */
  | 'item-added'
  /** Items of the list (`path` is the list's) are in another order; `before` and `after` are the lists. */
  | 'reordered'
