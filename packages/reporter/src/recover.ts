import { join } from 'node:path'
import type { FullConfig, TestCase, TestResult } from '@playwright/test/reporter'
import { harState } from './har-file.ts'
import { harNameOf, harOf, type Marker } from './marker.ts'
import { Stores } from './stores.ts'

/** One attempt at a test. */
export interface Attempt {
  readonly test: TestCase
  readonly result: TestResult
}

/** Whether it ended otherwise than expected. */
export function hasFailed({ result, test }: Attempt): boolean {
  return result.status !== 'skipped' && result.status !== test.expectedStatus
}

/**
 * Whether an attempt's HAR is to be kept, in the words of Playwright's `trace`.
 *
 * @see https://playwright.dev/docs/api/class-testoptions#test-options-trace
 */
export function keepsHar(
  mode: string,
  { failed, retry }: { failed: boolean; retry: number },
): boolean {
  switch (mode) {
    case 'on':
      return true
    case 'retain-on-failure':
      return failed
    case 'retain-on-first-failure':
      return failed && retry === 0
    case 'retain-on-failure-and-retries':
      return failed || retry > 0
    case 'on-first-retry':
      return retry === 1
    case 'on-all-retries':
      return retry > 0
    default:
      return false
  }
}

/**
 * Attaches the HAR that the test's own worker did not come to attach, since it was killed. The file
 * is written later ({@link recoverHar}); reporters that count attachments do so at the end of each
 * test. Pushed, as steps may share the list's objects.
 */
export function attachMissingHar(attempt: Attempt, marker: Marker): Marker {
  const { result, test } = attempt
  const keeps = keepsHar(marker.mode, { failed: hasFailed(attempt), retry: result.retry })
  const attached = harOf(marker, result.attachments)
  if (!keeps || attached || !Stores.has(marker.store)) return marker
  const folder = test.parent.project()?.outputDir
  if (marker.har === undefined && folder === undefined) return marker
  const name = harNameOf(marker)
  const har = marker.har ?? join(folder ?? '', `hartifact-${marker.sessionId}`, name)
  result.attachments.push({ name, path: har, contentType: 'application/json' })
  return { ...marker, har }
}

/**
 * Writes the attached HAR from the store, when it is missing or still the placeholder. To be called
 * when no worker is left that may do so itself.
 *
 * @returns whether it was
 * @throws HartifactError `EXPORT_FAILED`
 */
export async function recoverHar(
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
  const session = await stores.session(marker)
  if (!session) return false
  await session.export(path, { format: 'har' })
  return true
}
