import { getAt, nameOf, patternOf, removeAt, setAt } from '../kit/json-paths.mjs'
import { changeJson, jsonPlaces, looksLikeId, pickPlace } from './context.mjs'

const isMember = ({ path }) => typeof path.at(-1) === 'string'
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)

/** A member of JSON answers that is always there and fits. */
const member = (id, variant, expected, rules, fits, change, options) => ({
  id,
  variant,
  expected,
  rules,
  apply(context) {
    const places = jsonPlaces(
      context,
      (place) => isMember(place) && place.table.isAlways(place.path) && fits(place),
    )
    const place = pickPlace(context.random, places)
    return place && changeJson(place, (root, path) => change(root, path, context), options)
  },
})

const replace = (convert) => (root, path) => setAt(root, path, convert(getAt(root, path)))

function rename(root, path) {
  const name = path.at(-1)
  const parent = getAt(root, path.slice(0, -1))
  const other = /[a-z][A-Z]/.test(name)
    ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : name.includes('_')
      ? name.replace(/_+([a-z])/g, (_, letter) => letter.toUpperCase())
      : `${name}Value`
  const members = Object.entries(parent).map(([key, value]) => [key === name ? other : key, value])
  for (const key of Object.keys(parent)) delete parent[key]
  Object.assign(parent, Object.fromEntries(members))
}

const never = (value, { path, table }) =>
  table.valuesOf(patternOf(path)).every((seen) => seen !== value)

const inLists = ({ path }) => path.some((step) => typeof step === 'number')

/** @type {import('./context.mjs').Mutator[]} */
export const fieldMutators = [
  member(
    'M5',
    'single',
    'breaking',
    ['response.field.removed'],
    (place) => !inLists(place),
    removeAt,
  ),
  member('M5', 'in all items', 'breaking', ['response.field.removed'], inLists, removeAt),
  member(
    'M6',
    'in one item',
    'breaking',
    ['response.field.removed'],
    ({ path, root }) => {
      const at = path.findLastIndex((step) => typeof step === 'number')
      return at >= 0 && getAt(root, path.slice(0, at)).length > 2 && at === path.length - 2
    },
    removeAt,
    { all: false },
  ),
  member(
    'M7',
    'renamed',
    'breaking',
    ['response.field.renamed', 'response.field.removed'],
    () => true,
    rename,
  ),
  {
    id: 'M8',
    variant: 'added',
    expected: 'info',
    rules: ['response.field.added'],
    apply(context) {
      const place = pickPlace(
        context.random,
        jsonPlaces(context, ({ value }) => isObject(value) && Object.keys(value).length > 1),
      )
      if (!place) return undefined
      const added = context.random.pick([
        ['extraNote', 'new'],
        ['betaScore', 12],
        ['legacy', false],
        ['origin', { kind: 'import' }],
      ])
      return changeJson(place, (root, path) => void (getAt(root, path)[added[0]] = added[1]))
    },
  },
  member(
    'M9',
    'number to string',
    'breaking',
    ['response.type.changed'],
    ({ path, value }) => typeof value === 'number' && !looksLikeId(nameOf(path)),
    replace(String),
  ),
  member(
    'M9',
    'numeric id to string',
    'breaking',
    ['response.type.changed'],
    ({ path, value }) => typeof value === 'number' && looksLikeId(nameOf(path)),
    replace(String),
  ),
  member(
    'M9',
    'boolean to string',
    'breaking',
    ['response.type.changed'],
    ({ value }) => typeof value === 'boolean',
    replace(String),
  ),
  member(
    'M10',
    'object to list',
    'breaking',
    ['response.type.changed'],
    ({ value }) => isObject(value),
    replace((value) => [value]),
  ),
  member(
    'M10',
    'scalar to object',
    'breaking',
    ['response.type.changed'],
    ({ value }) => typeof value === 'string' || typeof value === 'number',
    replace((value) => ({ value })),
  ),
  member(
    'M11',
    'scalar to null',
    'breaking',
    ['response.value.nulled', 'response.type.changed'],
    (place) => !isContainer(place.value) && place.value !== null && never(null, place),
    replace(() => null),
  ),
  member(
    'M11',
    'object or list to null',
    'breaking',
    ['response.value.nulled', 'response.type.changed'],
    (place) => isContainer(place.value) && never(null, place),
    replace(() => null),
  ),
  member(
    'M12',
    'null to a value',
    'info',
    ['response.value.set'],
    ({ path, table, value }) =>
      value === null && table.valuesOf(patternOf(path)).every((seen) => seen === null),
    replace(() => 'set'),
  ),
]

function isContainer(value) {
  return value !== null && typeof value === 'object'
}
