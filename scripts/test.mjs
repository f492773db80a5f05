/** Sets up, then runs the tests. Arguments go to Vitest: `npm test -- headers`. */
import { rmSync } from 'node:fs'
import { installed, main, minute, run, testReport } from './run.mjs'
import { setUp } from './setup.mjs'

await main(async () => {
  // A report of an earlier run must not be taken for one of this run.
  rmSync(testReport, { force: true })
  const env = await setUp({ chromium: true })
  return run(
    [
      ...installed('vitest'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${testReport}`,
      ...process.argv.slice(2),
    ],
    { name: 'The tests', limit: 30 * minute, env },
  )
})
