import { responseJson } from '../kit/json-entries.mjs'
import { getAt, nodesOf, setAt } from '../kit/json-paths.mjs'
import { changeJson, entriesOf, pickPlace } from './context.mjs'
import { formOf, holdersOf, one } from './value-places.mjs'

/** The id of an item of a list says which item it is; it refers to nothing. */
const isOwnId = (path) => typeof path.at(-2) === 'number' && /^_?id$/.test(String(path.at(-1)))

/** An id that some other place of the session has too becomes another id of the session. */
export function reference(variant, fits) {
  return {
    id: 'M15',
    variant,
    expected: 'breaking',
    rules: ['response.reference.broken'],
    apply(context) {
      const ids = entriesOf(context).flatMap((entry) => {
        const root = responseJson(entry)
        if (root === undefined) return []
        const table = context.facts.answer(entry._eval.tag)
        return [...nodesOf(root)]
          .filter(([, value]) => formOf(value) >= 0)
          .map(([path, value]) => ({ entry, path, value, root, table }))
      })
      const places = new Map()
      for (const { entry, value } of ids)
        places.set(value, (places.get(value) ?? new Set()).add(entry._eval.tag))
      const others = (value) =>
        [...places.keys()].filter((other) => other !== value && formOf(other) === formOf(value))
      const place = pickPlace(
        context.random,
        ids.filter(
          ({ entry, path, table, value }) =>
            entry._eval.kind !== 'random' &&
            !isOwnId(path) &&
            fits(table, path) &&
            places.get(value).size > 1 &&
            table.samples.every((sample) => formOf(getAt(sample, path)) === formOf(value)) &&
            others(value).length > 0,
        ),
      )
      if (!place) return undefined
      const wrong = context.random.pick(others(place.value))
      const related = holdersOf(context, place)
      return { ...changeJson(place, (root, path) => setAt(root, path, wrong), one), related }
    },
  }
}
