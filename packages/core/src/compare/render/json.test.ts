import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonReport } from './json.ts'
import { dataOf, everything, findingOf, hostileData } from './report-data.contract.ts'

test('comes back from JSON as it was, whatever the traffic holds', () => {
  fc.assert(
    fc.property(hostileData, fc.boolean(), (data, showNoise) => {
      const report = jsonReport(data, { showNoise })
      expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    }),
  )
})

test('has the documented members, in their order', () => {
  expect(Object.keys(jsonReport(everything)).slice(0, 6)).toEqual([
    'schema',
    'verdict',
    'failOn',
    'matched',
    'unmatched',
    'findings',
  ])
  expect(jsonReport(dataOf({ findings: [findingOf({ reason: 'why' })] }))).toMatchObject({
    verdict: 'different',
    matched: 41,
    unmatched: { before: [7], after: [] },
    findings: [{ severity: 'breaking', beforeEntries: [1], afterEntries: [2], reason: 'why' }],
    noise: 0,
  })
})

test('noise is a number, and listed on demand', () => {
  expect(jsonReport(everything)).toMatchObject({ noise: 1 })
  const { findings } = jsonReport(everything, { showNoise: true }) as { findings: object[] }
  expect(findings).toHaveLength(everything.findings.length + 1)
  expect(findings.at(-1)).toMatchObject({ severity: 'noise', reason: everything.noise[0]?.reason })
})

test('large integers are text, what is no value is null, null is not nothing', () => {
  const finding = findingOf({ before: { id: 2n ** 63n, rate: Number.NaN, none: null } })
  const report = jsonReport(dataOf({ findings: [finding, findingOf({ after: null })] }))
  expect(report).toMatchObject({
    findings: [{ before: { id: '9223372036854775808', rate: null, none: null } }, { after: null }],
  })
  const { after: _, ...removed } = findingOf()
  const [found] = (jsonReport(dataOf({ findings: [removed] })) as { findings: object[] }).findings
  expect(found).not.toHaveProperty('after')
})

test('positions of all exchanges stay, however many there are', () => {
  const numbers = Array.from({ length: 50_000 }, (_, index) => index)
  const report = jsonReport(
    dataOf({
      findings: [findingOf({ beforeEntries: numbers })],
      unmatched: { before: numbers, after: numbers },
    }),
  )
  expect(report).toMatchObject({
    unmatched: { after: numbers },
    findings: [{ beforeEntries: numbers }],
  })
})
