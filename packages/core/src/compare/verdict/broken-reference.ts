import type { Difference } from '../diff/difference.ts'
import { scalarText } from '../tree.ts'
import { isSameForm } from '../values/same-form.ts'
import { classOf, isVolatileClass } from '../values/value-class.ts'
import { isIdName } from './id-name.ts'
import type { Setting } from './setting.ts'

/**
 * Whether an id names another thing than it did: everywhere else it stayed as it is, or became
 * one particular other id, and here it is something else.
 *
 * @param constant - whether the sessions of before agree about this place, ids aside
 */
export function isBrokenReference(
  { after, before, kind, path }: Difference,
  constant: boolean,
  { aliased, aliases, asked, row }: Setting,
): boolean {
  if (kind !== 'changed' || after === undefined || before === undefined) return false
  // What differs between sessions that did the same is no rule that could be broken.
  if (!constant && row.samples > 1) return false
  const [was, is] = [scalarText(before), scalarText(after)]
  const expected = aliases.get(was)
  if (expected === undefined || expected === is || is === '') return false
  if (path[0] === 'response' && asked.has(is)) return false
  const isUnique = isVolatileClass(classOf(was)) || was.length >= 9
  // One session says little about which item of a list stands where.
  if (!constant && path.some((step) => typeof step === 'object')) {
    return false
  }
  return isUnique ? isSameForm(was, is) : isIdName(path) && aliased.has(is)
}
