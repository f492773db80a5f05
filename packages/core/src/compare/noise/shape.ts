import type { TreeType } from '../tree.ts'

/**
 * What the values of one place of an endpoint have been, over all exchanges that were seen: a
 * domain, never the permission to ignore it.
 */
export interface Shape {
  /** How often there was a value. */
  count: number
  readonly types: Partial<Record<TreeType, number>>
  strings?: StringDomain
  numbers?: NumberDomain
  /** How often `true` and `false` were seen. */
  booleans?: { true: number; false: number }
  /** Members of an object; in how many of {@link Shape.objects} one was is its own count. */
  members?: Map<string, Shape>
  objects: number
  /** Items of a list, all of them together. */
  items?: Shape
  lists?: ListDomain
  /** In how many exchanges the same place differed between sessions that did the same. */
  readonly varied: { [kind in Variation]?: number }
}

/** In what way a place differs between sessions that did the same. */
export type Variation =
  /** Other values. */
  | 'value'
  /** Not always there. */
  | 'presence'
  /** Another type, or sometimes null. */
  | 'type'
  /** Lists with other items. */
  | 'membership'
  /** Lists in another order. */
  | 'order'

/** What strings have been; classes and templates are worked out when they are asked for. */
export interface StringDomain {
  count: number
  shortest: number
  longest: number
  /** Values and how often each was seen; the first {@link mostValues} of them. */
  readonly values: Map<string, number>
  /** Whether there were more values than were kept. */
  overflow: boolean
  /** Learnt earlier: what is known of values that are not kept. */
  learnt?: LearntStrings
}

/** What a profile keeps of strings. */
export interface LearntStrings {
  /** SHA-256 of the values, 12 hex digits each; absent when there were too many. */
  readonly hashes?: ReadonlyMap<string, number>
  /** How often each class was seen. */
  readonly classes: Readonly<Record<string, number>>
  /** How times are written. */
  readonly timeForms: readonly string[]
  /** Hashes of the texts with everything that varies masked. */
  readonly forms: readonly string[]
}

export interface NumberDomain {
  count: number
  least: number
  most: number
  integers: number
  /** The first {@link mostValues} of them. */
  readonly values: Set<number>
}

export interface ListDomain {
  count: number
  shortest: number
  longest: number
  /** Lists in which an item was there twice. */
  duplicated: number
}

/** How many values of a place are kept. */
export const mostValues = 64

export function newShape(): Shape {
  return { count: 0, types: {}, objects: 0, varied: {} }
}
