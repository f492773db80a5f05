/**
 * Before and after a deploy: the same customer three times with release 1, once with release 2, then
 * the comparison. Ends with the exit code of `hartifact compare`: 1, as the releases differ.
 */
import { hartifact, record } from './record.mjs'

const [first, ...others] = [
  await record('Before Deploy v2.5', 1),
  await record('Before Deploy v2.5', 1),
  await record('Before Deploy v2.5', 1),
]
const after = await record('After Deploy v2.5', 2)

const reports = [
  '--md',
  'test-results/comparison.md',
  '--json-file',
  'test-results/comparison.json',
]
process.exitCode = await hartifact('compare', first, after, ...others, ...reports)
