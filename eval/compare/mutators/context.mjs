import { headerOf } from '../kit/headers.mjs'
import { responseJson, setResponseJson } from '../kit/json-entries.mjs'
import { nodesOf, pathsOf, patternOf } from '../kit/json-paths.mjs'

/**
 * @typedef {object} Mutator One way to break something.
 * @property {string} id `M1` to `M42`.
 * @property {string} variant
 * @property {'breaking' | 'warning' | 'info'} expected
 * @property {readonly string[]} rules Ids of rules that say it well.
 * @property {(context: MutationContext) => Mutated | undefined} apply Changes `context.har`; undefined: nothing to change.
 *
 * @typedef {object} Mutated
 * @property {readonly object[]} entries Entries of the HAR after that are concerned.
 * @property {readonly string[]} [tags] Of entries before, when they are not those of `entries`.
 * @property {readonly object[]} [related] Entries that show the fault too, though they are as they were.
 * @property {string} path For people.
 *
 * @typedef {object} MutationContext
 * @property {any} har A copy of its own.
 * @property {import('../kit/random.mjs').Random} random
 * @property {import('../kit/facts.mjs').Facts} facts
 * @property {(entry: any) => boolean} isEligible Whether all samples of before have it with this status.
 * @property {(fault: string) => any} runWith The same run with a fault of the application; undefined when it has none such.
 */

const usual = ['read', 'write', 'random']

/** Entries that are there in all samples and succeed. */
export function entriesOf({ har, isEligible }, kinds = usual) {
  return har.log.entries.filter(
    (entry) => kinds.includes(entry._eval.kind) && entry.response.status < 400 && isEligible(entry),
  )
}

/** Places in JSON answers that fit; one of them is changed. */
export function jsonPlaces(context, fits, kinds = usual) {
  return entriesOf(context, kinds).flatMap((entry) => {
    const root = responseJson(entry)
    if (root === undefined) return []
    const table = context.facts.answer(entry._eval.tag)
    return [...nodesOf(root)]
      .filter(([path, value]) => fits({ path, value, table, entry, root }))
      .map(([path, value]) => ({ entry, path, value, root, table }))
  })
}

/** Picks a pattern first, so that long lists are not chosen more often than single values. */
export function pickPlace(random, places) {
  if (places.length === 0) return undefined
  const groups = Map.groupBy
    ? Map.groupBy(places, groupOf)
    : places.reduce(
        (map, place) => map.set(groupOf(place), [...(map.get(groupOf(place)) ?? []), place]),
        new Map(),
      )
  return random.pick(random.pick([...groups.values()]))
}

const groupOf = ({ entry, path }) => `${entry._eval.tag} ${patternOf(path)}`

/** Changes the value at all places with the pattern of the picked one, or at that one only. */
export function changeJson({ entry, path, root }, change, { all = true } = {}) {
  const paths = all ? pathsOf(root, patternOf(path)) : [path]
  // From the end, so that removed items move none that is still to come.
  for (const each of paths.toReversed()) change(root, each)
  setResponseJson(entry, root)
  return { entries: [entry], path: patternOf(path) }
}

export const isPage = (entry) => /html/.test(headerOf(entry.response, 'content-type') ?? '')

/** Names that say that a value identifies something. */
export const looksLikeId = (name) =>
  /^_?id$|[a-z_]Id$|_id$|^ID$|(^|[a-z])(No|Number)$|^(no|number|job|uuid|key)$/.test(name)

/** Names that say that a value is a time. */
export const looksLikeTime = (name, value) =>
  /(At|_at|On|_on|Time|ago|since|seen|raised|iat|until|Since|^at|^t|^now|Delivery|expires)$/i.test(
    name,
  ) ||
  (typeof value === 'number' && value > 1e9) ||
  (typeof value === 'string' && /^\d{4}-\d\d-\d\d|^\d\d\.\d\d\.\d{4}/.test(value))
