import type { Difference } from '../diff/difference.ts'
import { placeOf, type TreePath } from '../path.ts'

/** What happened to the items of one list. */
export interface ListChange {
  readonly path: TreePath
  readonly removed: Difference[]
  readonly added: Difference[]
}

/** Takes new and missing items together, list by list; the other differences stay as they are. */
export function gatherLists(differences: readonly Difference[]): {
  readonly lists: readonly ListChange[]
  readonly others: readonly Difference[]
} {
  const lists = new Map<string, ListChange>()
  const others: Difference[] = []
  for (const difference of differences) {
    const isItem = difference.kind === 'item-added' || difference.kind === 'item-removed'
    if (!isItem) {
      others.push(difference)
      continue
    }
    const path = difference.path.slice(0, -1)
    const place = placeOf(path)
    const change = lists.get(place) ?? { path, removed: [], added: [] }
    lists.set(place, change)
    change[difference.kind === 'item-added' ? 'added' : 'removed'].push(difference)
  }
  return { lists: [...lists.values()], others }
}
