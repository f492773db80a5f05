import { classOf, type ValueClass } from './value-class.ts'

/** Classes that a random id can have by chance: `12345678` may be one in hex. */
const opaque: ReadonlySet<ValueClass> = new Set(['hex', 'token', 'integer', 'object-id', 'word'])

/** Whether one id could stand for the other: of the same class, or alike in length and by chance. */
export function isSameForm(one: string, other: string): boolean {
  const [was, is] = [classOf(one), classOf(other)]
  if (was === 'jwt' && is === 'jwt') return true
  if (was === 'integer' && is === 'integer') return true
  const isAlike = other.length * 2 >= one.length && other.length <= one.length * 2
  if (was === is) return isAlike
  return opaque.has(was) && opaque.has(is) && one.length === other.length
}
