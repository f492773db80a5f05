import { expect, test } from 'vitest'
import { orderProblem } from './reporter-order.ts'

const own = '/node_modules/@hartifact/reporter/dist/playwright.js'

const problemOf = (...names: string[]): string | undefined =>
  orderProblem(
    names.map((name) => [name, undefined]),
    own,
  )

test('reporters that show progress may come first', () => {
  expect(problemOf('list', own, 'html', 'blob')).toBeUndefined()
})

test('those that copy attachments may not', () => {
  expect(problemOf('blob', 'list', 'html', own, 'junit')).toMatch(/before blob and html in/)
})

test('nothing is said when its own place is not known', () => {
  expect(problemOf('html', '/project/wrapped-reporter.js')).toBeUndefined()
})
