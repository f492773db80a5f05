import type { Difference, DifferenceKind } from '../diff/difference.ts'
import { placeOf } from '../path.ts'
import { newShape, type Shape, type Variation } from './shape.ts'

/** What is known of one exchange of before from sessions that did the same. */
export interface Row {
  /** Sessions that have it, the first included. */
  samples: number
  /** Those of them whose response had content to compare. */
  contents: number
  /** Statuses of the others. */
  readonly statuses: Set<number>
  /** By place: in what way it differed between them. */
  readonly places: Map<string, Set<Variation>>
}

export const variationOf: Readonly<Record<DifferenceKind, Variation>> = {
  removed: 'presence',
  added: 'presence',
  renamed: 'presence',
  changed: 'value',
  type: 'type',
  'item-removed': 'membership',
  'item-added': 'membership',
  reordered: 'order',
}

/** Notes where two sessions that did the same differ: at this exchange, and at its endpoint. */
export function noteVariation(row: Row, shape: Shape, differences: readonly Difference[]): void {
  const noted = new Set<Shape>()
  for (const { kind, path } of differences) {
    const variation = variationOf[kind]
    // A list's items are new or gone as a whole: that is a property of the list.
    const place = variation === 'membership' ? path.slice(0, -1) : path
    const text = placeOf(place)
    const known = row.places.get(text)
    if (known) known.add(variation)
    else row.places.set(text, new Set([variation]))
    const target = growTo(shape, place)
    if (noted.has(target)) continue
    noted.add(target)
    target.varied[variation] = (target.varied[variation] ?? 0) + 1
  }
}

/** The shape at a place, made when nothing has been there. */
function growTo(root: Shape, path: Difference['path']): Shape {
  let shape = root
  for (const step of path) {
    if (typeof step === 'string') {
      shape.members ??= new Map()
      const member = shape.members.get(step) ?? newShape()
      shape.members.set(step, member)
      shape = member
    } else {
      shape = shape.items ??= newShape()
    }
  }
  return shape
}
