import { getAt, setAt } from '../kit/json-paths.mjs'
import { changeJson, jsonPlaces, pickPlace } from './context.mjs'

const list = (id, variant, rules, fits, change) => ({
  id,
  variant,
  expected: 'warning',
  rules,
  apply(context) {
    const place = pickPlace(
      context.random,
      jsonPlaces(context, (found) => Array.isArray(found.value) && fits(found)),
    )
    return (
      place &&
      changeJson(
        place,
        (root, path) => setAt(root, path, change(getAt(root, path), context.random)),
        {
          all: false,
        },
      )
    )
  },
})

const isOrdered =
  (least) =>
  ({ path, table, value }) =>
    value.length >= least && table.isOrdered(path)
/** Always the same members, in any order. */
const isSet = ({ path, table, value }) => {
  if (value.length < 4 || !value.every((item) => typeof item === 'string')) return false
  const seen = table.samples.map((sample) =>
    JSON.stringify((getAt(sample, path) ?? []).toSorted((one, other) => one.localeCompare(other))),
  )
  return !table.isOrdered(path) && seen.every((text) => text === seen[0])
}
const lost = ['response.array.shorter', 'response.array.emptied']

/** @type {import('./context.mjs').Mutator[]} */
export const listMutators = [
  list('M19', 'truncated', lost, isOrdered(3), (items) =>
    items.slice(0, Math.floor(items.length / 2)),
  ),
  list('M19', 'truncated set', lost, isSet, (items) => items.slice(0, 2)),
  list('M19', 'emptied', lost, isOrdered(2), () => []),
  list('M19', 'duplicated item', ['response.array.duplicated'], isOrdered(2), (items, random) => {
    const at = random.int(0, items.length - 1)
    return [...items.slice(0, at + 1), items[at], ...items.slice(at + 1)]
  }),
  list(
    'M20',
    'order lost',
    ['response.array.reordered'],
    (place) =>
      isOrdered(4)(place) && new Set(place.value.map((item) => JSON.stringify(item))).size > 3,
    (items, random) => {
      const shuffled = random.shuffle(items)
      const same = shuffled.every((item, at) => item === items[at])
      return same ? shuffled.toReversed() : shuffled
    },
  ),
]
