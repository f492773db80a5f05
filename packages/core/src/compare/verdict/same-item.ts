import type { ItemStep } from '../path.ts'
import type { Setting } from './setting.ts'

/**
 * Whether an item of a list is the same one in both sessions beyond doubt: something in it that is
 * the same in both tells it from the others. One that was told by its position, or by an id that is
 * another one now, may be another item.
 */
export function isSameItem({ key }: ItemStep, aliases: Setting['aliases']): boolean {
  if (key === undefined) return false
  const value = key.slice(key.indexOf('=') + 1)
  const alias = aliases.get(value)
  return alias === undefined || alias === value
}
