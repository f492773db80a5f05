import fc from 'fast-check'
import { expect, test } from 'vitest'
import { githubReport } from './github.ts'
import { findingOf, dataOf, hostileData, manyFindings } from './report-data.contract.ts'

test('each line is one command, and the last one none, whatever the traffic holds', () => {
  fc.assert(
    fc.property(hostileData, (data) => {
      const lines = githubReport(data).split('\n')
      for (const line of lines.slice(0, -1)) {
        expect(line).toMatch(/^::(error|warning|notice) title=[^:,\p{Cc}]*::\P{Cc}*$/u)
      }
      expect(lines.at(-1)).toMatch(/ requests matched$/)
      expect(lines.at(-1)).not.toMatch(/^\s*::|##\w*\[|\p{Cc}/u)
    }),
  )
})

test('what means something in a command is escaped', () => {
  const finding = findingOf({ endpoint: 'GET /a:b,c', message: '100%\n::error::x', path: '' })
  expect(githubReport(dataOf({ findings: [finding] })).split('\n')[0]).toBe(
    '::error title=breaking%3A GET /a%3Ab%2Cc::100%25\\n::error::x%0Aresponse.value.changed 0123456789ab',
  )
})

test('of 5,000 findings, ten of each kind are annotations', () => {
  const lines = githubReport(manyFindings()).split('\n')
  const kinds = lines.map((line) => /^::(\w+)/.exec(line)?.[1])
  expect(kinds).toEqual([
    ...Array.from({ length: 10 }, () => 'error'),
    ...Array.from({ length: 10 }, () => 'warning'),
    ...Array.from({ length: 10 }, () => 'notice'),
    undefined,
  ])
})
