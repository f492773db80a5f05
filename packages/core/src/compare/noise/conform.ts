import type { TreePath } from '../path.ts'
import { isTreeObject, type Tree, typeOf } from '../tree.ts'
import { checkNumber } from './check-number.ts'
import { checkString } from './check-string.ts'
import type { Misfit } from './misfit.ts'
import type { Shape } from './shape.ts'

/** Something about a value that no other of its place had. */
export interface Violation {
  readonly path: TreePath
  readonly rule: Misfit['rule'] | 'removed' | 'nulled'
  readonly what: string
  readonly value?: Tree
}

/** Values that a place must have been seen with before one is judged by them. */
const enough = 3
const most = 20

/** Holds a value without a counterpart, such as a new item of a list, against its place's domain. */
export function conform(shape: Shape, value: Tree, path: TreePath = []): Violation[] {
  const violations: Violation[] = []
  visit(shape, value, path, violations)
  return violations
}

function visit(shape: Shape, value: Tree, path: TreePath, found: Violation[]): void {
  if (found.length >= most || shape.count < enough) return
  const type = typeOf(value)
  if (!shape.types[type]) {
    const was = Object.keys(shape.types).filter((name) => name !== 'null')
    if (was.length === 0) return
    if (value === null) found.push({ path, rule: 'nulled', what: 'it never was null', value })
    else found.push({ path, rule: 'type', what: `it was always ${was.join(' or ')}`, value })
    return
  }
  if (isTreeObject(value)) visitMembers(shape, value, path, found)
  else if (Array.isArray(value)) {
    const { items } = shape
    if (items) {
      for (const [index, item] of value.entries()) visit(items, item, [...path, { index }], found)
    }
  } else {
    const misfit = misfitOf(shape, value)
    // Other words in something new are no surprise.
    if (misfit && misfit.rule !== 'value' && misfit.rule !== 'member') {
      found.push({ path, ...misfit, value })
    }
  }
}

function visitMembers(
  { members, objects }: Shape,
  value: { readonly [key: string]: Tree },
  path: TreePath,
  found: Violation[],
): void {
  for (const [name, member] of members ?? []) {
    if (Object.hasOwn(value, name)) visit(member, value[name] as Tree, [...path, name], found)
    else if (member.count >= objects && objects >= enough && !member.varied.presence) {
      found.push({ path: [...path, name], rule: 'removed', what: 'all others had it' })
    }
  }
}

/** Whether a single value is one that its place may have. */
export function misfitOf(shape: Shape, value: Tree): Misfit | undefined {
  if (typeof value === 'string') return shape.strings && checkString(shape.strings, value)
  if (typeof value === 'number' || typeof value === 'bigint') {
    return shape.numbers && checkNumber(shape.numbers, Number(value))
  }
  return undefined
}
