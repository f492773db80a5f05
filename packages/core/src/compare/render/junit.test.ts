import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { junitReport } from './junit.ts'
import { dataOf, findingOf, hostileData, manyFindings } from './report-data.contract.ts'

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
}

/** By a parser that is strict. */
function parse(xml: string): Element[] {
  const parser = new SaxesParser()
  const found: Element[] = []
  const open: Element[] = []
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ attributes, name }) => {
    const element = { name, attributes: { ...attributes } as Record<string, string>, text: '' }
    found.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const current = open.at(-1)
    if (current) current.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(xml).close()
  return found
}

test('is valid XML, and its counts are right, whatever the traffic holds', () => {
  fc.assert(
    fc.property(hostileData, (data) => {
      const elements = parse(junitReport(data))
      const count = (name: string): number => elements.filter((one) => one.name === name).length
      for (const { attributes } of elements.slice(0, 2)) {
        expect(Number(attributes['tests'])).toBe(count('testcase'))
        expect(Number(attributes['failures'])).toBe(count('failure'))
        expect(Number(attributes['errors'])).toBe(count('error'))
      }
      expect(elements.map(({ text }) => text).join('\n')).not.toContain('[[')
      if (data.verdict === 'incomparable') return
      const endpoints = [...data.rows, ...data.findings].map(({ endpoint }) => endpoint)
      expect(count('testcase')).toBe(new Set(endpoints).size)
    }),
  )
})

test('findings at or above failOn fail, others are output, endpoints without pass', () => {
  const data = dataOf({
    failOn: 'warning',
    findings: [
      findingOf({ endpoint: 'GET /a', severity: 'warning' }),
      findingOf({ endpoint: 'GET /a', severity: 'info' }),
      findingOf({ endpoint: 'GET /b', severity: 'info' }),
    ],
    rows: [{ endpoint: 'GET /c', before: 1, after: 1 }],
  })
  expect(
    parse(junitReport(data)).map(({ attributes, name }) => `${name} ${attributes['name'] ?? ''}`),
  ).toEqual([
    'testsuites ',
    'testsuite after vs before',
    'testcase GET /c',
    'testcase GET /a',
    'failure ',
    'system-out ',
    'testcase GET /b',
    'system-out ',
    'system-out ',
  ])
})

test('the text of one case is bounded', () => {
  const { findings } = manyFindings()
  const data = dataOf({ findings: findings.map((one) => ({ ...one, endpoint: 'GET /a' })) })
  const failure = parse(junitReport(data)).find(({ name }) => name === 'failure')
  expect(failure?.text).toMatch(/… and \d+ more$/)
  expect(failure?.text.length).toBeLessThan(500_000)
})
