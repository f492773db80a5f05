import type { LineNeed } from '../entry/query/index.ts'
import { CandidateScan, type LineChunk } from './candidate-scan.ts'
import { journalFile, sessionFolder, sessionsFolder, type SessionPlace } from './layout.ts'
import { lineChunks } from './line-chunks.ts'
import { ownerId } from './line-owner.ts'
import { listSegments } from './session-files.ts'
import type { Storage } from './storage.ts'

/** Bytes of journals up to which all lines of a session are looked at in one go. */
const small = 4 * 1024 * 1024

/** See {@link scanCandidates}. */
export interface ScanOptions {
  readonly place?: SessionPlace
  readonly signal?: AbortSignal | undefined
}

/**
 * The ids of the entries that may meet all `needs`: found by a look at bytes, without decoding
 * lines. Some of them do not meet them; who is not among them does not. In a session that is not
 * there nothing is found.
 *
 * @throws the reason of `signal`
 */
export async function scanCandidates(
  storage: Storage,
  id: string,
  needs: readonly LineNeed[],
  { place = sessionsFolder, signal }: ScanOptions = {},
): Promise<Set<string>> {
  const folder = sessionFolder(id, place)
  const scan = new CandidateScan(needs)
  const files = await journals(storage, folder)
  for await (const { chunks, isAll } of batches(storage, files, signal)) {
    if (!scan.look(chunks, isAll)) return new Set()
  }
  await scan.bodies.readPacks(storage, folder, signal)
  for (const { path } of scan.bodies.hasHits ? files : []) {
    for await (const bytes of lineChunks(storage, path, signal)) scan.lookForBodies(bytes)
  }
  return new Set(scan.result().map((owner) => ownerId(owner)))
}

interface Journal {
  readonly segment: number
  readonly path: string
  readonly size: number
}

async function journals(storage: Storage, folder: string): Promise<Journal[]> {
  const segments = (await listSegments(storage, folder)).filter(({ hasJournal }) => hasJournal)
  return await Promise.all(
    segments.map(async ({ segment }) => {
      const path = journalFile(folder, segment)
      return { segment, path, size: (await storage.size(path)) ?? 0 }
    }),
  )
}

/** All lines at once if they are few, else some at a time. */
async function* batches(
  storage: Storage,
  files: readonly Journal[],
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly isAll: boolean; readonly chunks: readonly LineChunk[] }> {
  const isSmall = files.reduce((sum, { size }) => sum + size, 0) <= small
  const all: LineChunk[] = []
  for (const { path, segment } of files) {
    for await (const bytes of lineChunks(storage, path, signal)) {
      if (isSmall) all.push({ segment, bytes })
      else yield { isAll: false, chunks: [{ segment, bytes }] }
    }
  }
  if (isSmall) yield { isAll: true, chunks: all }
}
