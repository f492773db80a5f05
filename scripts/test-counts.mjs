/** Prints what the tests' last run counted, on one line that machines can read. */
import { readFileSync } from 'node:fs'
import { testReport } from './run.mjs'

function counts() {
  let report
  try {
    report = JSON.parse(readFileSync(testReport, 'utf8'))
  } catch {
    console.log('The tests left no report, so the run itself counts as failed.')
    return { passed: 0, failed: 1, skipped: 0 }
  }
  // A file that could not be loaded has no tests that could count as failed.
  const unloadable = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  for (const file of unloadable) console.log(`Failed outside its tests: ${file.name}`)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

const { passed, failed, skipped } = counts()
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
