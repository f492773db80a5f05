import type { ItemStep } from '../path.ts'
import type { Tree } from '../tree.ts'
import type { Difference } from './difference.ts'
import type { Aliases } from './same-scalar.ts'

/** Positions of two items that belong together. */
export type ItemPair = readonly [before: number, after: number]

/** The list whose items are being compared: what is renamed in one is renamed in all of them. */
export interface EnclosingList {
  readonly before: readonly Tree[]
  readonly after: readonly Tree[]
  /** Of the items that differ, and of those that are the same at the beginning and the end. */
  readonly pairs: readonly ItemPair[]
  readonly start: number
  readonly end: number
  /** Steps of the path up to the item, with it. */
  readonly depth: number
  /** Whether one name became another one, by place and both names. */
  readonly renames: Map<string, boolean>
}

/** The state of one comparison of two trees. */
export interface Walk {
  /** Where it is; changed in place. */
  readonly path: Array<string | ItemStep>
  readonly aliases: Aliases
  list: EnclosingList | undefined
  /** Notes a difference at the current place, or at the step below it. */
  add(difference: Omit<Difference, 'path'>, step?: string | ItemStep): void
  /** Compares the values below the current place. */
  compare(before: Tree, after: Tree): void
  /** Compares the values of a step below the current place. */
  compareAt(step: string | ItemStep, before: Tree, after: Tree): void
  /** Whether no more differences are wanted. */
  isFull(): boolean
}
