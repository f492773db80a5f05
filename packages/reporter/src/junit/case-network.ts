import { dirname } from 'node:path'
import type { Attempt } from '../manifest/attempt.ts'
import { hasTraffic } from '../manifest/attempt.ts'
import type { FileTraffic } from '../manifest/manifest-report.ts'
import type { TestRun } from '../manifest/test-run.ts'
import { shownPath } from '../shown-path.ts'
import type { JunitFiles } from './junit-options.ts'

/** What a JUnit file says of the traffic of a test. */
export interface CaseNetwork {
  /** `har`, `session` (its id) and `network`, of the last attempt that has them. */
  readonly properties: ReadonlyArray<readonly [name: string, value: string]>
  /** Paths of the HARs, the last attempt's first: some tools look at one only. */
  readonly hars: readonly string[]
}

/** The attempts at a test. */
export function attemptsAt(test: TestRun | undefined, { attempts }: FileTraffic): Attempt[] {
  return attempts.filter((attempt) => attempt.test === test)
}

/** What is to be said of these attempts; `undefined` for nothing. */
export function networkOf(
  attempts: readonly Attempt[],
  files: JunitFiles,
): CaseNetwork | undefined {
  const latest = attempts.filter(hasTraffic).toReversed()
  const [last] = latest
  if (!last) return undefined
  const hars = latest.flatMap(({ har }) => (har === undefined ? [] : [pathIn(files, har)]))
  const [har] = hars
  return {
    hars,
    properties: [
      ...(har === undefined ? [] : [['har', har] as const]),
      ...(last.session ? [['session', last.session.marker.sessionId] as const] : []),
      ['network', last.network],
    ],
  }
}

/**
 * Lines that tell of attachments, each alone on its line, as GitLab and the JUnit attachments plugin
 * of Jenkins read them.
 */
export function attachmentLines(hars: readonly string[]): string {
  return `\n${hars.map((har) => `[[ATTACHMENT|${har}]]\n`).join('')}`
}

function pathIn({ base, output, root }: JunitFiles, path: string): string {
  if (base === 'absolute') return path
  return shownPath(path, base === 'root' ? root : dirname(output))
}
