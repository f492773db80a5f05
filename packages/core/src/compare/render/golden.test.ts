import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { githubReport } from './github.ts'
import { htmlData } from './html-data.ts'
import { jsonReport } from './json.ts'
import { junitReport } from './junit.ts'
import { markdownReport } from './markdown.ts'
import { dataOf, everything, incomparable } from './report-data.contract.ts'
import { sarifReport } from './sarif.ts'
import { textReport } from './text.ts'

const pretty = (value: unknown): string => JSON.stringify(value, undefined, 2)

const reports: ReadonlyArray<readonly [file: string, report: () => string]> = [
  ['everything.txt', () => textReport(everything, { reportPath: 'test-results/compare.html' })],
  ['everything.noise.txt', () => textReport(everything, { showNoise: true, width: 160 })],
  ['everything.narrow.ansi', () => textReport(everything, { color: true, width: 80 })],
  ['everything.md', () => markdownReport(everything)],
  ['everything.json', () => pretty(jsonReport(everything))],
  ['everything.noise.json', () => pretty(jsonReport(everything, { showNoise: true }))],
  ['everything.junit.xml', () => junitReport(everything)],
  ['everything.github.txt', () => githubReport(everything)],
  ['everything.sarif', () => pretty(sarifReport(everything))],
  ['everything.view.json', () => pretty(JSON.parse(htmlData(everything)))],
  ['incomparable.txt', () => textReport(incomparable)],
  ['incomparable.md', () => markdownReport(incomparable)],
  ['incomparable.junit.xml', () => junitReport(incomparable)],
  ['incomparable.github.txt', () => githubReport(incomparable)],
  ['incomparable.sarif', () => pretty(sarifReport(incomparable))],
  ['equivalent.txt', () => textReport(dataOf({ matched: 42, noise: everything.noise }))],
]

// UPDATE_GOLDEN=1 writes them; read the difference before committing it.
test.each(reports)('%s', (file, report) => {
  const path = fileURLToPath(new URL(`./fixtures/${file}`, import.meta.url))
  const actual = `${report().trimEnd()}\n`
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual)
  expect(existsSync(path), `${file} is written with UPDATE_GOLDEN=1`).toBe(true)
  expect(actual).toBe(readFileSync(path, 'utf8'))
})
