import type { Tree } from '../tree.ts'

/** Lists with more items are not looked through. */
const mostItems = 2_000

/** Whether an object, or a text of some length, is in the list twice. */
export function hasDuplicates(list: readonly Tree[]): boolean {
  if (list.length < 2 || list.length > mostItems) return false
  const seen = new Set<string>()
  for (const item of list) {
    const isObject = typeof item === 'object' && item !== null
    if (!isObject && (typeof item !== 'string' || item.length < 3)) continue
    const text = isObject ? textOf(item) : item
    if (seen.has(text)) return true
    seen.add(text)
  }
  return false
}

/** Equal for items that are written alike, as copies of one another are. */
export function textOf(value: Tree): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
}
