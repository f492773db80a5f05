import { isTreeObject, type Tree, typeOf } from '../tree.ts'
import { hasDuplicates } from './duplicates.ts'
import { mostValues, newShape, type NumberDomain, type Shape, type StringDomain } from './shape.ts'

/** Deeper values are not learnt; the differ does not go deeper either. */
const deepest = 64

/** Adds a value to what has been seen of its place. */
export function observe(shape: Shape, value: Tree, depth = 0): void {
  shape.count++
  const type = typeOf(value)
  shape.types[type] = (shape.types[type] ?? 0) + 1
  if (type === 'string') observeString((shape.strings ??= newStrings()), value as string)
  else if (type === 'number') observeNumber((shape.numbers ??= newNumbers()), Number(value))
  else if (type === 'boolean') {
    shape.booleans ??= { true: 0, false: 0 }
    shape.booleans[value ? 'true' : 'false']++
  } else if (depth < deepest) observeParts(shape, value, depth + 1)
}

function observeParts(shape: Shape, value: Tree, depth: number): void {
  if (isTreeObject(value)) {
    shape.objects++
    shape.members ??= new Map()
    for (const name in value) {
      const member = shape.members.get(name) ?? addTo(shape.members, name)
      observe(member, value[name] as Tree, depth)
    }
  } else if (Array.isArray(value)) {
    const lists = (shape.lists ??= { count: 0, shortest: Infinity, longest: 0, duplicated: 0 })
    lists.count++
    lists.shortest = Math.min(lists.shortest, value.length)
    lists.longest = Math.max(lists.longest, value.length)
    if (hasDuplicates(value)) lists.duplicated++
    shape.items ??= newShape()
    for (const item of value) observe(shape.items, item, depth)
  }
}

function addTo(members: Map<string, Shape>, name: string): Shape {
  const shape = newShape()
  members.set(name, shape)
  return shape
}

function newStrings(): StringDomain {
  return { count: 0, shortest: Infinity, longest: 0, values: new Map(), overflow: false }
}

function observeString(domain: StringDomain, value: string): void {
  domain.count++
  domain.shortest = Math.min(domain.shortest, value.length)
  domain.longest = Math.max(domain.longest, value.length)
  const seen = domain.values.get(value)
  if (seen !== undefined || domain.values.size < mostValues)
    domain.values.set(value, (seen ?? 0) + 1)
  else domain.overflow = true
}

function newNumbers(): NumberDomain {
  return { count: 0, least: Infinity, most: -Infinity, integers: 0, values: new Set() }
}

function observeNumber(domain: NumberDomain, value: number): void {
  domain.count++
  domain.least = Math.min(domain.least, value)
  domain.most = Math.max(domain.most, value)
  if (Number.isInteger(value)) domain.integers++
  if (domain.values.size < mostValues) domain.values.add(value)
}
