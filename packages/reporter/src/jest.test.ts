import type { Reporter } from '@jest/reporters'
import { expect, expectTypeOf, test } from 'vitest'
import HartifactReporter from './jest.ts'
import { JestAttempts } from './jest-attempts.ts'
import { jestRun } from './jest-run.ts'
import type { JestTest, JestTestCaseResult, JestTestFileResult } from './jest-types.ts'

const file: JestTest = {
  path: '/project/pay.test.js',
  context: { config: { rootDir: '/project', testEnvironmentOptions: {} } },
}

const result = (
  title: string,
  status: string,
  more: Partial<JestTestCaseResult> = {},
): JestTestCaseResult => ({
  ancestorTitles: ['shop'],
  title,
  status,
  failureMessages: status === 'failed' ? [`Error: ${title} ${more.invocations ?? 1}`] : [],
  ...more,
})

const fileResult = (testResults: JestTestCaseResult[]): JestTestFileResult => ({
  perfStats: { start: 0, end: 0 },
  testResults,
})

test('it is a reporter of Jest', () => {
  expectTypeOf<HartifactReporter>().toExtend<Reporter>()
  expect(new HartifactReporter({ rootDir: '/project' })).not.toHaveProperty('getLastError')
})

test('the failures of earlier attempts are those that Jest told meanwhile', () => {
  const attempts = new JestAttempts()
  const told = [
    result('pays', 'failed'),
    result('shows', 'passed'),
    result('pays', 'failed', { invocations: 2 }),
    result('pays', 'passed', { invocations: 3 }),
  ]
  for (const one of told) attempts.add(file, one)
  const { tests } = jestRun(file, fileResult(told.slice(1).toSpliced(1, 1)), attempts)
  expect(tests.map(({ earlierProblems }) => earlierProblems.map(({ message }) => message))).toEqual(
    [[], ['Error: pays 1', 'Error: pays 2']],
  )
})

test('what has ended before a worker died is known, once, also when Jest tried again', () => {
  const attempts = new JestAttempts()
  attempts.begin(file)
  for (const status of ['failed', 'passed']) attempts.add(file, result('pays', status))
  const error = { message: 'A jest worker process was terminated', stack: undefined }
  const crashed = { ...fileResult([]), testExecError: error }
  const { problems, tests } = jestRun(file, crashed, attempts)
  expect(tests).toMatchObject([{ titlePath: ['shop', 'pays'], status: 'passed' }])
  expect(problems).toEqual([{ message: error.message, details: error.message }])
})

test('an error of Jest is taken apart', () => {
  const text =
    '\u001B[2mTypeError: \u001B[22mx is not a function\n\n  Received: 1\n    at a (/a.js:1:2)'
  const failed = result('pays', 'failed', { failureMessages: [text] })
  const [test1] = jestRun(file, fileResult([failed]), new JestAttempts()).tests
  expect(test1?.problems).toEqual([
    {
      type: 'TypeError',
      message: 'TypeError: x is not a function\n\n  Received: 1',
      details: 'TypeError: x is not a function\n\n  Received: 1\n    at a (/a.js:1:2)',
    },
  ])
})
