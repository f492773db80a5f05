import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dataOf, everything, findingOf, hostileData, manyFindings } from './report-data.contract.ts'
import { textReport } from './text.ts'

describe('whatever the traffic holds', () => {
  test('there are only printable characters, and no line is a command', () => {
    fc.assert(
      fc.property(hostileData, fc.boolean(), (data, showNoise) => {
        const lines = textReport(data, { showNoise }).split('\n')
        for (const line of lines) {
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u200B\uFEFF]/u)
          expect(line).not.toMatch(/^\s*::|##\w*\[/)
        }
      }),
    )
  })

  test('colours are the only escapes when they are wanted', () => {
    fc.assert(
      fc.property(hostileData, (data) => {
        const text = textReport(data, { color: true })
        // oxlint-disable-next-line no-control-regex -- these are the escapes
        const plain = text.replaceAll(/\u001B\[(1|2|22|31|33|34|39)m/g, '')
        expect(plain).toBe(textReport(data))
      }),
    )
  })
})

describe('of 5,000 findings', () => {
  const data = manyFindings()

  test('at most 60 lines are shown, and the others counted', () => {
    const lines = textReport(data).split('\n')
    expect(lines).toHaveLength(60)
    const shown = lines.filter((line) => /^[✖▲•]/u.test(line)).length
    const counted = lines.find((line) => /^… and \d+ more: /u.test(line))
    expect(shown + Number(counted?.match(/\d+/)?.[0])).toBe(5000)
    expect(lines.at(-1)).toBe('  accept: npx hartifact accept 000000000000 --reason "…"')
  })

  test('any other number of lines is kept, too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: -1, max: 300 }),
        fc.boolean(),
        fc.constantFrom('many', 'incomparable', 'few'),
        (maxLines, width, showNoise, kind) => {
          const some = kind === 'few' ? everything : data
          const verdict = kind === 'incomparable' ? kind : 'different'
          const lines = textReport({ ...some, verdict }, { maxLines, width, showNoise }).split('\n')
          expect(lines.length).toBeLessThanOrEqual(maxLines)
          expect(lines[0]).toMatch(/^after vs before: /)
          const columns = Math.max(40, width)
          for (const line of lines.filter((one) => /^[✖▲•·]/u.test(one))) {
            expect(line.length).toBeLessThanOrEqual(columns)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test('the worst come first', () => {
    const signs = textReport(data, { maxLines: 6000 })
      .split('\n')
      .map((line) => '✖▲•'.indexOf(line.charAt(0)))
      .filter((rank) => rank >= 0)
    expect(signs).toEqual(signs.toSorted((one, other) => one - other))
    expect(new Set(signs).size).toBe(3)
  })
})

test('who accepts is told how', () => {
  const text = textReport(dataOf({ findings: [findingOf()] }), {
    acceptCommand: 'yarn hartifact accept',
    reportPath: 'out/compare.html',
  })
  expect(text).toContain(
    'accept: yarn hartifact accept 0123456789ab --reason "…"   full report: out/compare.html',
  )
})

test('a cause that is less bad than what follows from it says so', () => {
  const cause = findingOf({ severity: 'warning', fingerprint: 'aaaaaaaaaaaa' })
  const follows = findingOf({ causedBy: 'aaaaaaaaaaaa', path: 'response.body.x' })
  const text = textReport(dataOf({ findings: [cause, follows, follows] }))
  expect(text).toContain('… and 2 that follow from it (2 breaking)')
})
