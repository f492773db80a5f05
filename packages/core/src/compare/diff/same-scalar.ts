import type { Tree } from '../tree.ts'

/** Ids before to those that took their place after. */
export type Aliases = ReadonlyMap<string, string>

/** Longer texts are not searched for ids. */
const longestLink = 2048

/**
 * Whether two values without parts are the same: numbers by their value (1 and 1.0, -0 and 0, also
 * `bigint`), texts also when one took the other's place.
 *
 * @param name - of the member, or of the list the values are in
 */
export function sameScalar(before: Tree, after: Tree, aliases: Aliases, name: string): boolean {
  if (before === after) return true
  const type = typeof before
  if (type === 'string') {
    if (aliases.size === 0 || typeof after !== 'string') return false
    return sameText(before as string, after, aliases, name)
  }
  if (!isNumeric(before) || !isNumeric(after)) return false
  // Unlike `===`, this takes numbers and bigints together.
  if (before == after) return true
  return aliases.size > 0 && isAlias(`${before}`, `${after}`, aliases, isIdName(name))
}

function isNumeric(value: Tree): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function sameText(before: string, after: string, aliases: Aliases, name: string): boolean {
  if (isAlias(before, after, aliases, isIdName(name))) return true
  if (before.length > longestLink || after.length > longestLink) return false
  return /[/:?=&]/.test(before) && sameParts(before, after, aliases)
}

/** An id in a link, such as `/orders/17?user=u-3`, is replaced like one that stands alone. */
function sameParts(before: string, after: string, aliases: Aliases): boolean {
  const ours = before.split(/([/:?=&#])/)
  const theirs = after.split(/([/:?=&#])/)
  if (ours.length !== theirs.length) return false
  return ours.every((part, index) => {
    const other = theirs[index] as string
    return part === other || isAlias(part, other, aliases, ours[index - 1] === '/')
  })
}

/** A short number may be an id or anything else: only its place says which. */
function isAlias(before: string, after: string, aliases: Aliases, isId: boolean): boolean {
  return aliases.get(before) === after && (isId || !/^-?\d{1,5}$/.test(before))
}

/** Whether a member of this name holds an id: `id`, `userId`, `order_ids`. */
export function isIdName(name: string): boolean {
  return /(?:^|[_-])(?:id|ids|ref|key|number|no)$|[a-z](?:Id|ID|Ids|Ref|Key|Number|No)$/.test(name)
}
