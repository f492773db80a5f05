import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { comparisonRules } from '@hartifact/core'
import { expect, test } from 'vitest'

const file = fileURLToPath(new URL('../docs/compare-rules.md', import.meta.url))
const text = await readFile(file, 'utf8')

test('docs/compare-rules.md lists exactly the rules that exist, in their order', () => {
  const rows = [...text.matchAll(/^\| `([^`]+)` \| (\w+) \| (.+) \|$/gm)]
  expect(rows.map(([, rule, severity, about]) => ({ rule, severity, about }))).toEqual(
    Object.entries(comparisonRules).map(([rule, { about, severity }]) => ({
      rule,
      severity,
      about,
    })),
  )
})

test('the rules that its text names exist', () => {
  const prose = text.replaceAll(/^\| .*$/gm, '')
  const names = prose.matchAll(/[`"]((?:requests?|response|messages|latency|size)\.[\w.-]+)[`"]/g)
  const rules = [...names].flatMap(([, name = '']) =>
    /\.(?:headers|body)\./.test(name) ? [] : [name],
  )
  expect(rules.length).toBeGreaterThan(3)
  expect(rules.filter((rule) => !Object.hasOwn(comparisonRules, rule))).toEqual([])
})
