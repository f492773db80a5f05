import type { TreeType } from '../tree.ts'
import type { Variation } from './shape.ts'

/** How places may differ from run to run without being another structure. */
export type LearntVariation = Exclude<Variation, 'presence' | 'type'>

/** What a profile keeps of one place. */
export interface PlaceDomain {
  /** How often there was a value. */
  readonly count: number
  readonly types: Partial<Readonly<Record<TreeType, number>>>
  /** How often it was an object; its members are places of their own. */
  readonly objects?: number
  readonly strings?: {
    readonly count: number
    readonly shortest: number
    readonly longest: number
    /** How often each value was seen, by its hash; absent when there were too many. */
    readonly values?: Readonly<Record<string, number>>
    /** How often each class was seen, for instance `uuid`. */
    readonly classes: Readonly<Record<string, number>>
    readonly timeForms?: readonly string[]
    /** Hashes of the texts with everything that varies masked. */
    readonly forms?: readonly string[]
  }
  readonly numbers?: {
    readonly count: number
    readonly least: number
    readonly most: number
    readonly integers: number
  }
  readonly booleans?: { readonly true: number; readonly false: number }
  readonly lists?: {
    readonly count: number
    readonly shortest: number
    readonly longest: number
    readonly duplicated: number
  }
  /** In how many exchanges it differed between sessions that did the same. */
  readonly varied?: Partial<Readonly<Record<LearntVariation, number>>>
}
