import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FileTraffic } from '../manifest/manifest-report.ts'
import { shownPath } from '../shown-path.ts'
import { amendJunit, type TestToAmend } from './amend-junit.ts'
import { attemptsAt, networkOf } from './case-network.ts'
import type { JunitFiles } from './junit-options.ts'
import { junitReport } from './junit-report.ts'

/** Writes a JUnit file of its own. @throws the error of the file system */
export function writeJunit(traffic: readonly FileTraffic[], files: JunitFiles): void {
  write(files.output, junitReport(traffic, files))
}

/**
 * Adds to another reporter's file. It waits for nothing, so that it can be done when the process
 * exits.
 *
 * @returns what to tell people, in full sentences
 * @throws HartifactError `FORMAT_UNKNOWN`, or the error of the file system
 */
export function addToJunit(traffic: readonly FileTraffic[], files: JunitFiles): string[] {
  const { input = files.output, output } = files
  const { ambiguous, missing, text } = amendJunit(
    readFileSync(input, 'utf8'),
    traffic.flatMap((file) => testsOf(file, files)),
  )
  write(output, text)
  if (missing.length === 0) return []
  const [first] = missing
  const reason =
    ambiguous.length > 0
      ? `, where "${ambiguous[0]}" and others may be any of several tests; let its reporter write the attribute file`
      : ''
  return [`${missing.length} of the tests, as "${first}", were not found in ${input}${reason}.`]
}

/** What tells a file that was written anew from the one before; `undefined` for no file. */
export function versionOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found && [found.ino, found.size, found.mtimeNs].join()
}

function testsOf(file: FileTraffic, files: JunitFiles): TestToAmend[] {
  const { path, project, rootDir, tests } = file.run
  return tests.map((test) => {
    const network = networkOf(attemptsAt(test, file), files)
    return {
      path,
      file: shownPath(path, rootDir),
      ...(project !== undefined && { project }),
      titlePath: test.titlePath,
      ...(network && { network }),
    }
  })
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
