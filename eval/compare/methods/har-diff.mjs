import { finding, pairByKey, unmatchedFindings } from './pairs.mjs'
import { viewOf } from './view.mjs'

const ignored = new Set(
  'date age expires etag last-modified set-cookie cookie authorization content-length x-request-id server-timing via cf-ray connection'.split(
    ' ',
  ),
)

/** By method and URL; status, headers without a fixed list, and whole bodies: what HAR diff tools do. */
export const harDiff = {
  name: 'method+URL HAR diff',
  isGraded: false,
  learns: false,
  compare({ after, before, hostMap }) {
    const paired = pairByKey(
      viewOf(before, hostMap),
      viewOf(after),
      ({ method, url }) => `${method} ${url}`,
    )
    return [
      ...unmatchedFindings(paired),
      ...paired.pairs.flatMap(({ after: other, before: one, key }) =>
        differences(one, other).map((path) =>
          finding('field', key, path, [one.position], [other.position]),
        ),
      ),
    ]
  },
}

function differences(one, other) {
  const paths = []
  if (one.status !== other.status) paths.push('status')
  for (const side of ['requestHeaders', 'responseHeaders']) {
    for (const name of new Set([...Object.keys(one[side]), ...Object.keys(other[side])])) {
      if (!ignored.has(name) && one[side][name] !== other[side][name]) paths.push(`${side}.${name}`)
    }
  }
  for (const side of ['request', 'response']) {
    if (JSON.stringify(one[side]) !== JSON.stringify(other[side])) paths.push(side)
  }
  return paths
}
