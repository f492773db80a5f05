import { getAt, nameOf, patternOf, setAt } from '../kit/json-paths.mjs'
import { changeJson, jsonPlaces, looksLikeId, looksLikeTime, pickPlace } from './context.mjs'

/** A value of which most is hidden. */
export const masked = /\*{3,}|•{3,}/

const idForms = [
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  /^18\d{17}$/,
  /^6[0-9a-f]{23}$/,
  /^01[0-9A-Z]{24}$/,
  /^[A-Za-z0-9]{10}$/,
  /^[A-Za-z0-9]{12}$/,
]

/** Which kind of id it is; -1 for none. */
export const formOf = (value) =>
  typeof value === 'string' && !/^[a-z]+$/i.test(value)
    ? idForms.findIndex((form) => form.test(value))
    : -1

/** Long and mixed, as no word is. */
export const isToken = (value) =>
  typeof value === 'string' && value.length >= 10 && /^[\w.=-]+$/.test(value) && /\d/.test(value)

/** Entries that have the value too: the change breaks its equality with them. */
export function holdersOf({ har }, { entry, value }) {
  return har.log.entries.filter(
    (other) => other !== entry && JSON.stringify([other.request, other.response]).includes(value),
  )
}

/** Scalars of JSON answers that fit; what else holds an id that is changed here may be reported as well. */
export const scalar = (id, variant, expected, rules, fits, change, options) => ({
  id,
  variant,
  expected,
  rules,
  apply(context) {
    const place = pickPlace(
      context.random,
      jsonPlaces(context, (found) => fits({ ...found, name: nameOf(found.path) })),
    )
    if (!place) return undefined
    const related = id === 'M17' ? holdersOf(context, place) : []
    const done = changeJson(
      place,
      (root, path) => setAt(root, path, change(getAt(root, path), context.random)),
      options,
    )
    return { ...done, related }
  },
})

/** Only the picked place, not all items. */
export const one = { all: false }

/** ISO or German. */
export const isDate = ({ value }) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT|^\d\d\.\d\d\.\d{4}/.test(value)

/** Milliseconds since 1970. */
export const isEpochMs = ({ value }) => typeof value === 'number' && value > 1e12 && value < 1e13

/** A number that varies by itself, and is always positive. */
export const isGauge = ({ name, path, table, value }) =>
  typeof value === 'number' &&
  value > 1 &&
  !table.isStable(path) &&
  !looksLikeId(name) &&
  !looksLikeTime(name, value) &&
  !/^(rev|progress|version)$/.test(name) &&
  table.valuesOf(patternOf(path)).every((seen) => seen > 0)

/** Names of members with few values. */
export const enumName =
  /^(status|tier|availability|state|unit|method|visibility|kind|badge|theme|State|Kind|Status|st|q|mode|role)$/

/** The same in all runs, and neither id, nor time, nor hidden. */
export const plain = ({ name, path, table, value }) =>
  table.isStable(path) &&
  !looksLikeId(name) &&
  !looksLikeTime(name, value) &&
  !masked.test(String(value)) &&
  formOf(value) < 0

/** Rules for a changed value. */
export const changed = [
  'response.value.changed',
  'response.value.new-member',
  'response.text.changed',
  'response.value.out-of-range',
]
