/** Runs the property test of the wire with many plans; arguments go to Vitest. */
import { installed, main, minute, run } from '../../../scripts/run.mjs'
import { setUp } from '../../../scripts/setup.mjs'

await main(async () => {
  await setUp()
  return run(
    [...installed('vitest'), 'run', 'test/wire-property.test.ts', ...process.argv.slice(2)],
    {
      name: 'The property test of the wire',
      limit: 60 * minute,
      env: { HARTIFACT_WIRE_RUNS: process.env['HARTIFACT_WIRE_RUNS'] ?? '1000' },
    },
  )
})
