import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dataOf, everything, findingOf, hostileData, manyFindings } from './report-data.contract.ts'
import { sarifReport } from './sarif.ts'

interface Log {
  readonly version: string
  readonly runs: readonly [Run]
}

interface Run {
  readonly tool: { readonly driver: { readonly name: string; readonly rules: Described[] } }
  readonly invocations: ReadonlyArray<{
    readonly executionSuccessful: boolean
    readonly toolExecutionNotifications: ReadonlyArray<{ readonly message: Message }>
  }>
  readonly results: readonly Result[]
}

interface Described {
  readonly id: string
  readonly shortDescription: Message
}

interface Message {
  readonly text: string
}

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: Message
  readonly locations: ReadonlyArray<{
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } }
  }>
  readonly partialFingerprints: Readonly<Record<string, string>>
}

const runOf = (data: Parameters<typeof sarifReport>[0]): Run => (sarifReport(data) as Log).runs[0]

test('has what the specification and GitHub require, whatever the traffic holds', () => {
  fc.assert(
    fc.property(hostileData, (data) => {
      const report = sarifReport(data) as Log
      const [{ invocations, results, tool }] = report.runs
      expect(report.version).toBe('2.1.0')
      expect(JSON.parse(JSON.stringify(report))).toEqual(report)
      expect(invocations[0]?.executionSuccessful).toBe(data.verdict === 'different')
      const messages = [
        ...results.map(({ message }) => message),
        ...(invocations[0]?.toolExecutionNotifications ?? []).map(({ message }) => message),
      ]
      for (const { text } of messages) {
        expect(text).not.toBe('')
        // No placeholder and no link, see 3.11.5 and 3.11.6.
        expect(text.replaceAll(/\{\{|\}\}/g, '')).not.toMatch(/[{}]|\]\(|\p{Cc}/u)
      }
      for (const { level, locations, partialFingerprints, ruleId, ruleIndex } of results) {
        expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
        expect(['error', 'warning', 'note']).toContain(level)
        expect(partialFingerprints).toHaveProperty('primaryLocationLineHash')
        const uri = locations[0]?.physicalLocation.artifactLocation.uri
        expect(uri).toMatch(/^([\w.!~*'()-]|%[\dA-F]{2})+(\/([\w.!~*'()-]|%[\dA-F]{2})+)*$/)
      }
    }),
  )
})

test('names of sessions that are paths stay paths', () => {
  const uriOf = (name: string): string | undefined =>
    runOf(dataOf({ findings: [findingOf()], after: { name, entries: 1 } })).results[0]?.locations[0]
      ?.physicalLocation.artifactLocation.uri
  expect(uriOf('out/after.har')).toBe('out/after.har')
  expect(uriOf('javascript:alert(1)')).toBe('javascript%3Aalert(1)')
  expect(uriOf('//evil.test/a b')).toBe('evil.test/a%20b')
  expect(uriOf('')).toBe('after')
})

test('of 6,000 findings the worst 5,000 are results, and the others counted', () => {
  const { invocations, results } = runOf(manyFindings(6000))
  expect(results).toHaveLength(5000)
  expect(invocations[0]?.toolExecutionNotifications.at(-1)?.message.text).toBe(
    '1000 more findings were left out.',
  )
})

test('only rules that occur are described', () => {
  const { driver } = runOf(everything).tool
  expect(driver.rules).toHaveLength(new Set(everything.findings.map(({ rule }) => rule)).size)
})
