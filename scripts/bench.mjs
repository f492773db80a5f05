/**
 * Runs every `bench/*.bench.mjs`, or those that the first arguments name (`wire` for
 * `wire.bench.mjs`). The other arguments go to each of them.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, main, minute, root, run } from './run.mjs'
import { setUp } from './setup.mjs'

await main(async () => {
  const folder = join(root, 'bench')
  const files = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.bench.mjs'))
    : []
  if (files.length === 0) throw new Failure('There is no bench/*.bench.mjs to run.')
  const parameters = process.argv.slice(2)
  const named = []
  while (files.includes(`${parameters[0]}.bench.mjs`)) named.push(`${parameters.shift()}.bench.mjs`)
  const chosen = named.length > 0 ? named : files.toSorted()
  const env = await setUp({ chromium: chosen.includes('playwright-suite.bench.mjs') })
  let failed = 0
  for (const name of chosen) {
    console.log(`\n── ${name} ──`)
    // One at a time, else they would measure each other.
    const code = await run([process.execPath, join(folder, name), ...parameters], {
      name,
      limit: 30 * minute,
      env,
    })
    if (code !== 0) failed += 1
  }
  return failed === 0 ? 0 : 1
})
