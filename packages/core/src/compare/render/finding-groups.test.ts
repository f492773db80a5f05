import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupFindings, membersOf, rankOf } from './finding-groups.ts'
import { findingOf, hostileData } from './report-data.contract.ts'

test('each finding is in exactly one group, and worse groups come first', () => {
  fc.assert(
    fc.property(hostileData, ({ findings }) => {
      const groups = groupFindings(findings)
      const members = groups.flatMap(membersOf)
      expect(members).toHaveLength(findings.length)
      expect(new Set(members)).toEqual(new Set(findings))
      const ranks = groups.map((group) =>
        Math.min(...membersOf(group).map(({ severity }) => rankOf(severity))),
      )
      expect(ranks).toEqual(ranks.toSorted((one, other) => one - other))
    }),
  )
})

test('what follows from a cause is under it, also through others', () => {
  const cause = findingOf({ fingerprint: 'a', severity: 'warning' })
  const second = findingOf({ fingerprint: 'b', causedBy: 'a', path: 'b' })
  const third = findingOf({ fingerprint: 'c', causedBy: 'b', path: 'c' })
  const lost = findingOf({ fingerprint: 'd', causedBy: 'no such', path: 'd', severity: 'info' })
  expect(groupFindings([third, cause, lost, second])).toEqual([
    { finding: cause, elsewhere: [], consequences: [third, second] },
    { finding: lost, elsewhere: [], consequences: [] },
  ])
})

test('in a circle of causes nothing is hidden', () => {
  const circle = ['a', 'b', 'c'].map((fingerprint, index) =>
    findingOf({ fingerprint, causedBy: 'bca'.charAt(index), path: fingerprint }),
  )
  expect(groupFindings(circle).map(({ finding }) => finding)).toEqual(circle)
  const own = findingOf({ fingerprint: 'a', causedBy: 'a' })
  expect(groupFindings([own])).toEqual([{ finding: own, elsewhere: [], consequences: [] }])
})

test('a chain of ten thousand causes takes no recursion', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) =>
    findingOf({ fingerprint: `${index}`, causedBy: `${index + 1}`, path: `${index}` }),
  )
  const [group, ...others] = groupFindings(chain)
  expect(others).toEqual([])
  expect(group?.consequences).toHaveLength(9999)
})

test('the same at three endpoints is one group, at two it is two', () => {
  const at = (endpoint: string, after: string): ReturnType<typeof findingOf> =>
    findingOf({ endpoint, after })
  const findings = [at('GET /a', 'x'), at('GET /b', 'x'), at('GET /c', 'x'), at('GET /d', 'y')]
  expect(groupFindings(findings)).toHaveLength(2)
  expect(groupFindings(findings.slice(1))).toHaveLength(3)
})
