import type { Shape } from './shape.ts'
import type { Row } from './variation.ts'

/** All that was learnt about noise before two sessions are compared. */
export interface Evidence {
  /** Sessions of before, the first included. */
  readonly samples: number
  /** By endpoint. */
  readonly shapes: ReadonlyMap<string, Shape>
  /** Headers of all endpoints together. */
  readonly common: Shape
  /** By the number of the exchange before. */
  readonly rows: ReadonlyMap<number, Row>
  /** Ids that are the same in all sessions of before; empty when there is only one. */
  readonly stableIds: ReadonlySet<string>
  /** How many exchanges of an endpoint the sessions had. */
  readonly counts: ReadonlyMap<string, { readonly least: number; readonly most: number }>
}
