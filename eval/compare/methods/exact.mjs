import { finding, pairByKey, unmatchedFindings } from './pairs.mjs'
import { leavesOf, viewOf } from './view.mjs'

/** Exact URL, and every header and value as it is. */
export const exact = {
  name: 'exact URL + values',
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
      ...paired.pairs.flatMap(({ after: other, before: one, key }) => {
        const [left, right] = [leavesOf(one), leavesOf(other)]
        return [...new Set([...left.keys(), ...right.keys()])]
          .filter(
            (path) => left.get(path) !== right.get(path) || left.has(path) !== right.has(path),
          )
          .map((path) => finding('value', key, path, [one.position], [other.position]))
      }),
    ]
  },
}
