import type { TreePath } from '../path.ts'

/**
 * Whether the last name of a path says that its value names something: `id`, `authorId`, `user_id`,
 * `ids[]`.
 */
export function isIdName(path: TreePath): boolean {
  const name = path.findLast((step) => typeof step === 'string')
  if (name === undefined) return false
  return (
    /^(?:id|ids|uuid|guid|key|ref|pk)$/i.test(name) ||
    /[_-](?:id|ids|uuid|guid|ref|key|pk)$/i.test(name) ||
    /[a-z0-9](?:Id|Ids|ID|IDs|Uuid|UUID|Guid|Ref|Key)$/.test(name)
  )
}
