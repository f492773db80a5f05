import { matchers } from '@hartifact/core/matchers'
import { expect as baseExpect, type Expect } from '@playwright/test'
import { knowingTheTest } from './knowing-the-test.ts'

export { type HarMode, type Marker, markerName } from '@hartifact/core'
export { test, type HartifactFixtures, type HartifactTest } from './fixture.ts'
export type {
  CaptureOptions,
  HarOptions,
  HartifactTestOptions,
  HartifactWorkerOptions,
} from './options.ts'

/**
 * Playwright's `expect` with matchers for sessions and recordings, which are to be awaited:
 * `toHaveRequest`, `toHaveNoFailedRequests`, `toMatchSession` and `toMatchBaseline`.
 */
export const expect: Expect<typeof matchers> = baseExpect.extend(knowingTheTest(matchers))
