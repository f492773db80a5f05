import { matchers } from '@hartifact/core/matchers'
import { expect as baseExpect, type Expect } from '@playwright/test'

export { type Marker, markerName } from './attach.ts'
export { test, type HartifactFixtures, type HartifactTest } from './fixture.ts'
export type { HarMode } from './har-mode.ts'
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
