import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { summaryFile, unknownOptions } from './options.ts'

const config = {
  configFile: resolve('/project/e2e/playwright.config.ts'),
  rootDir: '/project/tests',
}

test('the summary goes nowhere unless it is asked for', () => {
  expect(summaryFile({}, config, {})).toBeUndefined()
})

test('outputFile is relative to the configuration, without one to the root folder', () => {
  const options = { outputFile: 'out/summary.json' }
  expect(summaryFile(options, config, {})).toBe(resolve('/project/e2e/out/summary.json'))
  const inMemory = { rootDir: resolve('/project/tests') }
  expect(summaryFile(options, inMemory, {})).toBe(resolve('/project/tests/out/summary.json'))
})

test('the environment goes first, relative to the working folder', () => {
  const environment = { HARTIFACT_OUTPUT_FILE: 'other.json' }
  expect(summaryFile({ outputFile: 'a.json' }, config, environment)).toBe(resolve('other.json'))
})

test('misspelt options are found', () => {
  expect(unknownOptions({ quiet: true, outputfile: 'a.json' })).toEqual(['outputfile'])
  expect(unknownOptions(undefined)).toEqual([])
})
