import { pairByKey, unmatchedFindings } from './pairs.mjs'
import { endpointOf } from './url-template.mjs'
import { viewOf } from './view.mjs'

const thresholds = { relative: 20, absolute: 0.03 }

/**
 * The formula of Twitter's Diffy: a field counts when it differs between before and after clearly
 * more often than between two runs of before. Written from its description; no code is theirs.
 */
export const diffy = {
  name: 'Diffy formula',
  isGraded: false,
  learns: true,
  compare({ after, baselines, before, hostMap }) {
    const primary = viewOf(before, hostMap)
    const raw = differencesOf(primary, viewOf(after))
    const noises = baselines.map((baseline) => differencesOf(primary, viewOf(baseline, hostMap)))
    const findings = [...raw.fields].flatMap(([key, { endpoint, pairs, path }]) => {
      const noise =
        noises.reduce((sum, { fields }) => sum + (fields.get(key)?.pairs.length ?? 0), 0) /
        Math.max(1, noises.length)
      const total = raw.totals.get(endpoint) ?? 1
      const difference = Math.abs(pairs.length - noise)
      const isClear =
        pairs.length > noise &&
        (difference / (pairs.length + noise)) * 100 > thresholds.relative &&
        (difference / total) * 100 > thresholds.absolute
      if (!isClear) return []
      return [
        {
          severity: 'warning',
          rule: path.slice(path.lastIndexOf(' ') + 1),
          endpoint,
          path,
          beforeEntries: pairs.map(([one]) => one),
          afterEntries: pairs.map(([, other]) => other),
        },
      ]
    })
    return [...unmatchedFindings(raw.unmatched), ...findings]
  },
}

function differencesOf(before, after) {
  const unmatched = pairByKey(before, after, endpointOf)
  const fields = new Map()
  const totals = new Map()
  for (const { after: other, before: one, key: endpoint } of unmatched.pairs) {
    totals.set(endpoint, (totals.get(endpoint) ?? 0) + 1)
    const found = new Set()
    walk(pick(one), pick(other), '', found)
    for (const path of found) {
      const key = `${endpoint} ${path}`
      if (!fields.has(key)) fields.set(key, { endpoint, path, pairs: [] })
      fields.get(key).pairs.push([one.position, other.position])
    }
  }
  return { fields, totals, unmatched }
}

const pick = ({ messages, request, requestHeaders, response, responseHeaders, status }) => ({
  status,
  request: { headers: requestHeaders, body: request },
  response: { headers: responseHeaders, body: response },
  messages,
})

/** Positions of items vanish from paths; lists of other lengths are not looked into. */
function walk(one, other, path, found) {
  const kind = differenceOf(one, other)
  if (kind !== undefined) {
    if (kind !== 'none') found.add(`${path} ${kind}`)
    return
  }
  const names = Array.isArray(one)
    ? one.keys()
    : new Set([...Object.keys(one), ...Object.keys(other)])
  for (const name of names) {
    walk(one[name], other[name], Array.isArray(one) ? path : `${path}.${name}`, found)
  }
}

/** `undefined`: what is inside decides. */
function differenceOf(one, other) {
  if (one === other) return 'none'
  if (one === undefined) return 'ExtraField'
  if (other === undefined) return 'MissingField'
  if (kindOf(one) !== kindOf(other)) return 'TypeDifference'
  if (Array.isArray(one)) {
    if (one.length !== other.length) return 'SeqSizeDifference'
    return sorted(one) === sorted(other) && JSON.stringify(one) !== JSON.stringify(other)
      ? 'OrderingDifference'
      : undefined
  }
  return kindOf(one) === 'object' ? undefined : 'PrimitiveDifference'
}

const sorted = (list) =>
  list
    .map((item) => JSON.stringify(item))
    .toSorted(byText)
    .join()
const byText = (one, other) => (one < other ? -1 : Number(one > other))
const kindOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)
