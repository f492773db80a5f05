import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, openStore, readTestManifest, type TestRow } from '@hartifact/core'

/** A test of a run, with what was captured of it. */
export interface CapturedTest extends TestRow {
  /** Path in the project. */
  readonly file: string
  readonly project: string | undefined
  /** Name of its session. */
  readonly name: string | undefined
  /** Paths of what it sent, in order. */
  readonly sent: readonly string[]
  readonly entries: readonly Entry[]
  /** Whether its HAR is there. */
  readonly hasHar: boolean
}

/** What was captured in a run. */
export interface CapturedTests {
  /** All attempts that captured something, and what was captured outside of tests. */
  readonly captured: readonly CapturedTest[]
  /** What the tests of this title sent, one list for each attempt. */
  sent(title: string): readonly (readonly string[])[]
  /** What was sent outside of tests. */
  readonly outside: readonly string[]
}

/** {@link readCaptured}, by title as well. */
export async function readCapturedTests(folder: string): Promise<CapturedTests> {
  const captured = await readCaptured(folder)
  return {
    captured,
    sent: (title) =>
      captured
        .filter(({ titlePath }) => titlePath.at(-1) === title)
        .toSorted((a, b) => a.ordinal - b.ordinal || a.retry - b.retry)
        .map(({ sent }) => sent),
    outside: captured.filter(({ titlePath }) => titlePath.length === 0).flatMap(({ sent }) => sent),
  }
}

/** What is in the manifests of a project, and the sessions they name. */
export async function readCaptured(
  folder: string,
  outputDir: string = join(folder, 'test-results', 'hartifact'),
): Promise<CapturedTest[]> {
  const names = existsSync(outputDir) ? await readdir(outputDir) : []
  const captured: CapturedTest[] = []
  for (const name of names.filter((one) => one.endsWith('.ndjson')).toSorted()) {
    const manifest = await readTestManifest(join(outputDir, name))
    for (const row of manifest?.rows ?? []) {
      // Without it the row has not been ended: the process died.
      if (row.marker === undefined || row.requests === undefined) continue
      captured.push({
        ...row,
        ...(await readEntries(row.marker)),
        file: manifest!.file,
        project: manifest!.project,
        hasHar: row.marker.har !== undefined && existsSync(row.marker.har),
      })
    }
  }
  return captured
}

async function readEntries({
  sessionId,
  store: location,
}: {
  readonly sessionId: string
  readonly store: string
}): Promise<Pick<CapturedTest, 'entries' | 'name' | 'sent'>> {
  await using store = await openStore(location)
  const session = await store.open(sessionId)
  const entries: Entry[] = []
  for await (const entry of session.entries()) entries.push(entry)
  const sent = entries.map(({ request }) => new URL(request.url).pathname)
  return { entries, name: session.name, sent }
}
