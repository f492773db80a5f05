import { matchers } from '@hartifact/core/matchers'
import { expect as baseExpect, type Expect } from '@playwright/test'

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
 * `toHaveRequest` and `toHaveNoFailedRequests`.
 */
export const expect: Expect<typeof matchers> = baseExpect.extend(matchers)
