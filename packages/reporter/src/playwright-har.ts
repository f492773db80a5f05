import { keepsHar, type Marker } from '@hartifact/core'
import type { FullConfig, TestCase, TestResult } from '@playwright/test/reporter'
import { harState } from './har-file.ts'
import { harNameOf, harOf } from './marker.ts'
import { recoverHar } from './recover.ts'
import { Stores } from './stores.ts'

/** One attempt at a test of Playwright. */
export interface Attempt {
  readonly test: TestCase
  readonly result: TestResult
}

/** Whether it ended otherwise than expected. */
export function hasFailed({ result, test }: Attempt): boolean {
  return result.status !== 'skipped' && result.status !== test.expectedStatus
}

/**
 * Attaches the HAR that the test's own worker did not come to attach, since it was killed. The file
 * is written later ({@link recoverAttachedHar}); reporters that count attachments do so at the end
 * of each test. Pushed, as steps may share the list's objects.
 */
export function attachMissingHar(attempt: Attempt, marker: Marker): void {
  const { result } = attempt
  const keeps = keepsHar(marker.mode, { failed: hasFailed(attempt), retry: result.retry })
  if (!keeps || marker.har === undefined || !Stores.has(marker.store)) return
  if (harOf(marker, result.attachments)) return
  const attachment = { name: harNameOf(marker), path: marker.har, contentType: 'application/json' }
  result.attachments.push(attachment)
}

/**
 * Writes the attached HAR from the store, when it is missing or still the placeholder. To be called
 * when no worker is left that may do so itself.
 *
 * @returns whether it was
 * @throws HartifactError as {@link recoverHar} does
 */
export async function recoverAttachedHar(
  attempt: Attempt,
  marker: Marker,
  stores: Stores,
  preserveOutput: FullConfig['preserveOutput'],
): Promise<boolean> {
  const path = harOf(marker, attempt.result.attachments)?.path
  if (path === undefined) return false
  const state = await harState(path)
  if (state === 'whole') return false
  // Playwright has removed it, as the configuration wants.
  const isUnwanted =
    preserveOutput === 'never' || (preserveOutput === 'failures-only' && !hasFailed(attempt))
  if (state === 'missing' && isUnwanted) return false
  return recoverHar(marker, path, stores)
}
