import type { TestFile } from '@hartifact/node-clients/test-runner'
import type { RunnerTestFile } from 'vitest'
import { sessionPragma } from './session-pragma.ts'

/**
 * What sessions say about the file of their tests.
 *
 * @param rootDir - absolute, of the whole run; default: of the project
 * @throws Error with the code `INVALID_ARGUMENT` for a `@session` that makes no sense
 */
export function describeFile(file: RunnerTestFile, rootDir?: string): TestFile {
  const { filepath, projectName } = file
  const session = sessionPragma(filepath)
  // Vitest counts from 1.
  const worker = Number(process.env['VITEST_POOL_ID']) - 1
  return {
    runner: 'vitest',
    path: filepath,
    rootDir: rootDir ?? projectRoot(file),
    ...(projectName && { project: projectName }),
    ...(session !== undefined && { session }),
    ...(worker >= 0 && { workerIndex: worker }),
  }
}

/** Vitest names a file by its path in the folder of the project. */
function projectRoot({ filepath, name }: RunnerTestFile): string {
  const end = `/${name}`
  return filepath.endsWith(end) ? filepath.slice(0, -end.length) : process.cwd()
}
