import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const folder = new URL('../examples/workflows/', import.meta.url)

test.each([
  ['bug-investigation', 'jira:SHOP-42'],
  ['before-after', 'After release 2'],
  ['organised-development', 'Search, with suggestions'],
  ['team-collaboration', 'Found 1 entry.'],
])('the workflow %s', async (name, shown) => {
  const script = fileURLToPath(new URL(`${name}.mjs`, folder))
  const { stderr, stdout } = await run(process.execPath, [script])
  expect(stdout).toContain('$ hartifact ')
  expect(stdout).toContain(shown)
  expect(stderr).toBe('')
})
