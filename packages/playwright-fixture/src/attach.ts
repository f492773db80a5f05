import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { TestInfo } from '@playwright/test'
import type { HarMode } from './har-mode.ts'

/**
 * Name of the attachment that tells programs, such as a reporter, where a test's session is. Names
 * with an underscore in front are not shown to people.
 */
export const markerName = '_hartifact'

/** Body of the attachment {@link markerName}, as JSON. */
export interface Marker {
  /** Folder of the store, absolute. */
  readonly store: string
  readonly sessionId: string
  /** Name of the session. */
  readonly name: string
  readonly mode: HarMode
  /** Path of the HAR; absent when this attempt gets none, or that is not known yet. */
  readonly har?: string
}

/** Adds a {@link Marker}. It survives even the death of the worker. */
export function attachMarker(testInfo: TestInfo, marker: Marker): void {
  testInfo.attachments.push({
    name: markerName,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(marker)),
  })
}

/** Adds a HAR by its path: pushed, not attached, since that would copy the file as it is now. */
export function attachHar(testInfo: TestInfo, path: string): void {
  // Playwright has no type for .har; with another one, merged reports would rename the file.
  testInfo.attachments.push({ name: basename(path), path, contentType: 'application/json' })
}

/** A path in the test's output folder that is not taken: hooks leave files there too. */
export function harPath(testInfo: TestInfo, sessionName: string): string {
  const stem = fileStem(sessionName)
  for (let count = 1; ; count++) {
    const path = testInfo.outputPath(count === 1 ? `${stem}.har` : `${stem}-${count}.har`)
    if (!existsSync(path)) return path
  }
}

/** A session's name as a file's name without extension: letters and digits of any script. */
export function fileStem(sessionName: string): string {
  const words =
    sessionName
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return Array.from(words.join('-')).slice(0, 60).join('').replace(/-$/, '') || 'session'
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
