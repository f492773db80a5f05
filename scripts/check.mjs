/** Runs every check one after the other, also after one failed, and sums up. */
import { installed, main, minute, root, run, since } from './run.mjs'
import { setUp } from './setup.mjs'

/** @type {readonly [name: string, commandLine: () => readonly string[]][]} */
const steps = [
  ['build', () => [...installed('typescript', 'tsc'), '-b']],
  ['types of the tests', () => [...installed('typescript', 'tsc'), '-p', 'test']],
  ['types of the scripts', () => [...installed('typescript', 'tsc'), '-p', 'scripts']],
  ['lint and boundaries', () => [...installed('oxlint'), '--type-aware', '--deny-warnings']],
  ['format', () => [...installed('oxfmt'), '--check']],
  ['unused code and dependencies', () => installed('knip')],
  ['packaging', () => [process.execPath, 'scripts/pack-check.mjs']],
  ['tests', () => [process.execPath, 'scripts/test.mjs']],
]

await main(async () => {
  await setUp({ build: false })
  const results = []
  for (const [name, commandLine] of steps) {
    console.log(`\n── ${name} ──`)
    const start = performance.now()
    // One at a time: the output stays readable, and the tests have the machine for themselves.
    const code = await run(commandLine(), { name, limit: 40 * minute, cwd: root })
    results.push({ name, code, took: since(start) })
    if (code === 130) break
  }
  console.log('\n── summary ──')
  for (const { name, code, took } of results) {
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${took})`)
  }
  return results.every(({ code }) => code === 0) && results.length === steps.length ? 0 : 1
})
