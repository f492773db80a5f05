/** Runs the Playwright example and says where the HAR files and the report are. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, installed, main, minute, root, run } from './run.mjs'
import { setUp } from './setup.mjs'

await main(async () => {
  const example = join(root, 'examples', 'playwright')
  const results = join(example, 'test-results')
  const report = join(example, 'playwright-report', 'index.html')
  const env = await setUp({ chromium: true })
  rmSync(results, { recursive: true, force: true })
  rmSync(report, { force: true })
  const code = await run(
    [...installed('@playwright/test', 'playwright'), 'test', ...process.argv.slice(2)],
    {
      name: 'The example',
      limit: 10 * minute,
      cwd: example,
      // Else a failing run would keep the report's web server open.
      env: { ...env, PLAYWRIGHT_HTML_OPEN: 'never' },
    },
  )
  const hars = existsSync(results)
    ? readdirSync(results, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.har'))
    : []
  if (hars.length > 0) {
    console.log('\nThe HAR files of the tests:')
    for (const file of hars.toSorted()) console.log(`  ${join(results, file)}`)
  }
  if (existsSync(report)) console.log(`The report with the HAR files attached:\n  ${report}`)
  if (code === 0 && hars.length === 0) throw new Failure('The example left no HAR file behind.')
  return code
})
