import type { TreePath } from '../path.ts'
import type { Shape } from './shape.ts'

/** What is known of the place that a path leads to, or `undefined` when nothing was ever there. */
export function shapeAt(root: Shape | undefined, path: TreePath): Shape | undefined {
  let shape = root
  for (const step of path) {
    shape = typeof step === 'string' ? shape?.members?.get(step) : shape?.items
    if (!shape) return undefined
  }
  return shape
}
