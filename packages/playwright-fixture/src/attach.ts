import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, parse } from 'node:path'
import { encodeMarker, harFileName, type Marker, markerName } from '@hartifact/core'
import type { TestInfo } from '@playwright/test'

/**
 * Adds a {@link Marker}. It survives even the death of the worker.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a filter that makes no sense
 */
export function attachMarker(testInfo: TestInfo, marker: Marker): void {
  testInfo.attachments.push({
    name: markerName,
    contentType: 'application/json',
    body: Buffer.from(encodeMarker(marker)),
  })
}

/** Adds a HAR by its path: pushed, not attached, since that would copy the file as it is now. */
export function attachHar(testInfo: TestInfo, path: string): void {
  // Playwright has no type for .har; with another one, merged reports would rename the file.
  testInfo.attachments.push({ name: basename(path), path, contentType: 'application/json' })
}

/**
 * A path in the test's output folder that is not taken: hooks and the test leave files there too.
 * The folder itself may not be there yet.
 */
export function harPath(testInfo: TestInfo, sessionName: string): string {
  const { ext, name } = parse(harFileName(sessionName))
  for (let count = 1; ; count++) {
    // Not `outputPath()`, which makes the folder, also for tests that will leave nothing in it.
    const path = join(testInfo.outputDir, count === 1 ? name + ext : `${name}-${count}${ext}`)
    if (!existsSync(path)) return path
  }
}

/**
 * Writes a valid HAR that stands for a session until the test is over: what is attached to a test
 * whose worker is killed is this file.
 */
export async function writePlaceholder(
  path: string,
  store: string,
  sessionId: string,
): Promise<void> {
  const har = {
    log: {
      version: '1.2',
      creator: { name: 'Hartifact', version },
      entries: [],
      comment: `The recording did not finish. What was captured is session ${sessionId} in ${store}.`,
      _hartifact: { placeholder: true, sessionId, store },
    },
  }
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(har, null, 2)}\n`, { mode: 0o600 })
}

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string }
