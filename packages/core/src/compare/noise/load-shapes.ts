import { stepsOf } from '../settings/path-pattern.ts'
import type { PlaceDomain } from './place-domain.ts'
import type { Profile } from './profile.ts'
import { newShape, type Shape, type StringDomain } from './shape.ts'

/** The shapes that a profile was written from, to be added to and asked. */
export function loadShapes(profile: Profile | undefined): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const [endpoint, places] of Object.entries(profile?.endpoints ?? {})) {
    const root = newShape()
    for (const [path, domain] of Object.entries(places)) fill(shapeFor(root, path), domain)
    shapes.set(endpoint, root)
  }
  return shapes
}

function shapeFor(root: Shape, path: string): Shape {
  let shape = root
  for (const { kind, text } of stepsOf(path)) {
    if (kind === 'item') {
      shape = shape.items ??= newShape()
      continue
    }
    shape.members ??= new Map()
    const member = shape.members.get(text) ?? newShape()
    shape.members.set(text, member)
    shape = member
  }
  return shape
}

function fill(shape: Shape, domain: PlaceDomain): void {
  shape.count = domain.count
  shape.objects = domain.objects ?? 0
  Object.assign(shape.types, domain.types)
  Object.assign(shape.varied, domain.varied)
  if (domain.strings) shape.strings = loadStrings(domain.strings)
  if (domain.numbers) shape.numbers = { ...domain.numbers, values: new Set() }
  if (domain.booleans) shape.booleans = { ...domain.booleans }
  if (domain.lists) shape.lists = { ...domain.lists }
}

function loadStrings(strings: NonNullable<PlaceDomain['strings']>): StringDomain {
  return {
    count: strings.count,
    shortest: strings.shortest,
    longest: strings.longest,
    values: new Map(),
    overflow: strings.values === undefined,
    learnt: {
      ...(strings.values && { hashes: new Map(Object.entries(strings.values)) }),
      classes: strings.classes,
      timeForms: strings.timeForms ?? [],
      forms: strings.forms ?? [],
    },
  }
}
