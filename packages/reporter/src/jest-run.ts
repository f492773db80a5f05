import { stripVTControlCharacters } from 'node:util'
import type { JestAttempts } from './jest-attempts.ts'
import type { JestTest, JestTestCaseResult, JestTestFileResult } from './jest-types.ts'
import { outputFolder } from './manifest/output-folder.ts'
import type { TestFileRun, TestProblem, TestRun } from './manifest/test-run.ts'

/** Which file it is, and where its manifest is. */
export function jestFile({
  context,
  path,
}: JestTest): Pick<TestFileRun, 'outputDir' | 'path' | 'project' | 'rootDir' | 'runner'> {
  const { displayName, rootDir, testEnvironmentOptions } = context.config
  return {
    runner: 'jest',
    path,
    rootDir,
    outputDir: outputFolder(testEnvironmentOptions, rootDir),
    ...(displayName && { project: displayName.name }),
  }
}

/** What Jest says of a file that has run. */
export function jestRun(
  test: JestTest,
  { perfStats: { end, start }, testExecError, testResults }: JestTestFileResult,
  attempts: JestAttempts,
): TestFileRun {
  const results = testResults.length > 0 ? testResults : attempts.lastOf(test)
  const earlier = attempts.earlierFailures(test, results)
  return {
    ...jestFile(test),
    tests: results.map((result) => testRun(result, earlier.get(result) ?? [])),
    problems: testExecError ? [fileProblem(testExecError)] : [],
    // A file whose worker died has no times.
    ...(start > 0 && { startedAt: start, duration: end - start }),
  }
}

function testRun(
  { ancestorTitles, duration, failureMessages, status, title }: JestTestCaseResult,
  earlier: readonly string[],
): TestRun {
  return {
    titlePath: [...ancestorTitles, title],
    status: status === 'passed' || status === 'failed' ? status : 'skipped',
    ...(typeof duration === 'number' && { duration }),
    problems: failureMessages.map(problemOf),
    earlierProblems: earlier.map(problemOf),
  }
}

function fileProblem({
  message,
  stack,
}: NonNullable<JestTestFileResult['testExecError']>): TestProblem {
  return {
    message: stripVTControlCharacters(message).trim(),
    details: stripVTControlCharacters(stack || message),
  }
}

/** Jest has errors as text only: name, message and stack. */
function problemOf(coloured: string): TestProblem {
  const text = stripVTControlCharacters(coloured)
  const [message = ''] = text.split(/\n\s+at /, 1)
  const type = /^\w*(?:Error|Exception)(?=:|\s|$)/.exec(text)?.[0]
  return { ...(type !== undefined && { type }), message: message.trim(), details: text }
}
