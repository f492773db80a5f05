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

/** Whether what identifies an item of a list names it: then it is the same item in both sessions. */
export function isIdKey(key: string | undefined): boolean {
  if (key === undefined) return false
  const [name = ''] = key.split('=', 1)
  return isIdName(name.split('.')) || /^(?:sku|slug|code|uuid|email|handle|username)$/i.test(name)
}
