import type { FinishedTest } from '@hartifact/node-clients/test-runner'
import type { RunnerTestCase, TestArtifactBase, TestAttachment } from 'vitest'

/** Type of the artifact of Vitest that holds the HAR of an attempt at a test. */
export const harArtifactType = '@hartifact/vitest-env:har'

/** The HAR of an attempt at a test, for reporters of Vitest. */
export interface HarArtifact extends TestArtifactBase {
  readonly type: typeof harArtifactType
  /** One: the file. */
  readonly attachments: TestAttachment[]
}

declare module 'vitest' {
  interface TestArtifactRegistry {
    '@hartifact/vitest-env:har': HarArtifact
  }
  interface TaskMeta {
    /** What the last attempt at a test left in `@hartifact/vitest-env`; absent when it sent nothing. */
    hartifact?: FinishedTest
  }
}

/** `recordArtifact` of Vitest. */
export type RecordArtifact = (test: RunnerTestCase, artifact: HarArtifact) => Promise<unknown>

/** Tells Vitest what is left of an attempt at a test. @throws whatever Vitest throws */
export async function reportTest(
  recordArtifact: RecordArtifact,
  test: RunnerTestCase,
  finished: FinishedTest,
): Promise<void> {
  if (finished.session) test.meta.hartifact = finished
  else delete test.meta.hartifact
  if (finished.har === undefined) return
  const attachment = { path: finished.har, contentType: 'application/json' }
  await recordArtifact(test, { type: harArtifactType, attachments: [attachment] })
}
