import type { Exchange } from '../exchange.ts'
import { facetsOf } from '../facets.ts'
import type { ItemStep, TreePath } from '../path.ts'
import { isTreeObject, type Tree } from '../tree.ts'

/**
 * The values that a path leads to: the item of a list that it names, or all items when that one is
 * not to be told, as on the other side.
 */
export function valuesAt(exchange: Exchange, path: TreePath): Tree[] {
  const facet = facetsOf(exchange).find(({ name }) => {
    const steps = name.split('.')
    return steps.every((step, index) => path[index] === step)
  })
  if (!facet) return []
  const root = facet.tree()
  const rest = path.slice(facet.name.split('.').length)
  return rest.reduce<Tree[]>(
    (values, step) => values.flatMap((value) => next(value, step)),
    root === undefined ? [] : [root],
  )
}

function next(value: Tree, step: string | ItemStep): readonly Tree[] {
  if (typeof step === 'string') {
    return isTreeObject(value) && Object.hasOwn(value, step) ? [value[step] as Tree] : []
  }
  if (!Array.isArray(value)) return []
  const items = value as readonly Tree[]
  const own = step.key === undefined ? items[step.index] : undefined
  return own === undefined ? items : [own]
}
