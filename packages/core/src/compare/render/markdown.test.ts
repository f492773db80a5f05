import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { markdownReport } from './markdown.ts'
import { markdownCode, markdownSentence } from './markdown-text.ts'
import { dataOf, findingOf, hostileData, manyFindings } from './report-data.contract.ts'

/** The lines that a report consists of, by their beginnings and ends. */
const known = [
  /^$/,
  /^#{3,4} \S/,
  /^(\| [^|]* ){5}\|$/,
  /^(\| [^|]* ){4}\|$/,
  /^- \S/,
  /^<details><summary><code>[^<>]*<\/code>: [\w, ]+<\/summary>$/,
  /^<\/details>$/,
  /^Details of \d+ more endpoints did not fit\.$/,
  /^This report was cut to \d+ bytes: /,
]

/** Without what is code, which nothing in it can end. */
function withoutCode(text: string): string {
  return text.replaceAll(/<code>[^<>`|]*<\/code>/g, '').replaceAll(/`[^`|\n]+`/g, '')
}

function expectSound(report: string): void {
  for (const line of report.split('\n')) {
    expect(known.some((form) => form.test(line), line)).toBe(true)
  }
  const rest = withoutCode(report)
  expect(rest.match(/<details>/g)?.length).toBe(rest.match(/<\/details>/g)?.length)
  expect(rest.replaceAll(/<\/?(details|summary)>/g, '')).not.toMatch(
    /[<`@[\]]|https?:\/\/|www\.|(?!\n)\p{Cc}/u,
  )
}

describe('whatever the traffic holds', () => {
  test('it stays in its cell, mentions nobody and links nowhere', () => {
    fc.assert(fc.property(hostileData, (data) => expectSound(markdownReport(data))))
  })

  test('the report is as sound when it is cut anywhere, and no byte too large', () => {
    fc.assert(
      fc.property(hostileData, fc.integer({ min: 0, max: 6000 }), (data, limit) => {
        const report = markdownReport(data, { limit })
        expect(Buffer.byteLength(report)).toBeLessThanOrEqual(limit)
        if (report.startsWith('###')) expectSound(report)
      }),
    )
  })
})

describe('of 5,000 findings', () => {
  const data = manyFindings()

  test.each([60_000, 900_000])('%i bytes are kept, and the others counted', (limit) => {
    const report = markdownReport(data, { limit })
    expect(Buffer.byteLength(report)).toBeLessThanOrEqual(limit)
    expect(Buffer.byteLength(report)).toBeGreaterThan(limit * 0.7)
    const rows = report.match(/`[0-9a-f]{12}` \|$/gm)?.length ?? 0
    const left = Number(report.match(/(\d+) of the findings are not in this table/)?.[1] ?? 0)
    expect(rows + left).toBe(5000)
    expectSound(report)
  })
})

test('a table that was cut is followed by nothing that matters less', () => {
  const findings = [
    ...Array.from({ length: 50 }, (_, index) => findingOf({ path: `response.body.f${index}` })),
    findingOf({ severity: 'info' }),
  ]
  const report = markdownReport(dataOf({ findings }), { limit: 2000 })
  expect(report).toContain('#### breaking')
  expect(report).not.toContain('#### info')
})

test('simple texts are plain code, others are spelt with references', () => {
  expect(markdownCode('response.body.items[].price', 99)).toBe('`response.body.items[].price`')
  expect(markdownCode('a|b`c\\', 99)).toBe('<code>a&#124;b&#96;c&#92;</code>')
  expect(markdownSentence('a_b __c__ x-y @me: #1', 99)).toBe(
    'a_b &#95;&#95;c&#95;&#95; x-y &#64;&#8203;me: &#35;&#8203;1',
  )
})
