import fc from 'fast-check'
import { parseFragment } from 'parse5'
import { expect, test } from 'vitest'
import { htmlData } from './html-data.ts'
import { jsonReport } from './json.ts'
import { everything, hostileData, manyFindings } from './report-data.contract.ts'

/** What a browser gives the script that reads the data. */
function inPage(json: string): unknown {
  const { childNodes } = parseFragment(`<script type="application/json">${json}</script><p>`)
  const [script, paragraph] = childNodes as unknown as Array<{
    readonly nodeName: string
    readonly childNodes: ReadonlyArray<{ readonly value: string }>
  }>
  expect(childNodes).toHaveLength(2)
  expect(paragraph?.nodeName).toBe('p')
  return JSON.parse(script?.childNodes[0]?.value ?? '')
}

test('comes through a page as it was, whatever the traffic holds', () => {
  fc.assert(
    fc.property(hostileData, (data) => {
      const json = htmlData(data)
      const { findings, noise, rows } = inPage(json) as Record<string, unknown[]>
      expect(findings).toEqual((jsonReport(data) as { findings: unknown }).findings)
      expect([rows?.length, noise?.length]).toEqual([data.rows.length, data.noise.length])
      expect(json).not.toMatch(/[<\u2028\u2029]/)
    }),
    { numRuns: 30 },
  )
})

test('what does not fit is left out, the least important first, and counted', () => {
  const data = manyFindings()
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 6_000_000 }), (limit) => {
      const json = htmlData(data, { limit })
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(limit)
      const { cut, findings, rows } = JSON.parse(json) as {
        readonly cut?: Readonly<Record<string, number>>
        readonly findings: readonly unknown[]
        readonly rows: readonly unknown[]
      }
      expect(findings.length + (cut?.['findings'] ?? 0)).toBe(5000)
      expect(rows.length + (cut?.['rows'] ?? 0)).toBe(5000)
      if (findings.length < 5000) expect(rows).toEqual([])
    }),
    { numRuns: 10 },
  )
})

test('nothing is cut where everything fits', () => {
  expect(JSON.parse(htmlData(everything))).not.toHaveProperty('cut')
})
