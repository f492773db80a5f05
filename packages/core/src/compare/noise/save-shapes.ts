import { patternOf, type TreePath } from '../path.ts'
import { maskOf } from '../values/mask.ts'
import { classOf, isVolatileClass } from '../values/value-class.ts'
import { hashOf } from './hash-of.ts'
import type { LearntVariation, PlaceDomain } from './place-domain.ts'
import { mostValues, type Shape, type StringDomain } from './shape.ts'
import { factsOf } from './string-facts.ts'

/** A place of an endpoint with what is known of it. */
export interface ShapePlace {
  /** For instance `response.body.items[].price`. */
  readonly path: string
  readonly shape: Shape
}

/** Every place at and below a shape. */
export function placesOf(root: Shape): ShapePlace[] {
  const places: ShapePlace[] = []
  const visit = (shape: Shape, path: TreePath): void => {
    places.push({ path: patternOf(path), shape })
    for (const [name, member] of shape.members ?? []) {
      if (!isOwnName(name)) visit(member, [...path, name])
    }
    if (shape.items) visit(shape.items, [...path, { index: -1 }])
  }
  visit(root, [])
  return places
}

/** Members that are called by ids or addresses are values: a profile holds none. */
function isOwnName(name: string): boolean {
  const form = classOf(name)
  return isVolatileClass(form) || form === 'email' || form === 'integer' || form === 'ip'
}

/** What a profile keeps of an endpoint: domains and hashes, no values, and no license for structure. */
export function saveShape(root: Shape): Record<string, PlaceDomain> {
  return Object.fromEntries(
    placesOf(root)
      .filter(({ shape }) => shape.count > 0)
      .map(({ path, shape }) => [path, saveDomain(shape)]),
  )
}

function saveDomain(shape: Shape): PlaceDomain {
  const { booleans, count, lists, numbers, objects, strings, types } = shape
  const varied = learntVariations(shape)
  return {
    count,
    types,
    ...(objects > 0 && { objects }),
    ...(strings && { strings: saveStrings(strings) }),
    ...(numbers && {
      numbers: {
        count: numbers.count,
        least: numbers.least,
        most: numbers.most,
        integers: numbers.integers,
      },
    }),
    ...(booleans && { booleans }),
    ...(lists && { lists }),
    ...(varied && { varied }),
  }
}

/** Without the structural ones: that a field is sometimes missing is never learnt. */
export function learntVariations({ varied }: Shape): PlaceDomain['varied'] | undefined {
  const kinds: readonly LearntVariation[] = ['value', 'membership', 'order']
  const learnt = kinds.flatMap((kind) => (varied[kind] ? [[kind, varied[kind]] as const] : []))
  return learnt.length > 0 ? Object.fromEntries(learnt) : undefined
}

function saveStrings(domain: StringDomain): NonNullable<PlaceDomain['strings']> {
  const { classes, timeForms } = factsOf(domain)
  const values = new Map(domain.learnt?.hashes)
  const forms = new Set(domain.learnt?.forms)
  for (const [value, count] of domain.values) {
    const hash = hashOf(value)
    values.set(hash, (values.get(hash) ?? 0) + count)
    forms.add(hashOf(maskOf(value)))
  }
  const isFew = !domain.overflow && values.size <= mostValues
  const hasForms = forms.size <= mostValues && forms.size < values.size
  return {
    count: domain.count,
    shortest: domain.shortest,
    longest: domain.longest,
    ...(isFew && { values: byName(values) }),
    classes: byName(classes),
    ...(timeForms.size > 0 && { timeForms: [...timeForms].toSorted() }),
    ...(hasForms && { forms: [...forms].toSorted() }),
  }
}

function byName(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
