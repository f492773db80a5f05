import type { Entry } from '../entry/entry.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import type { JournalLine } from './journal-line.ts'
import { newSessionId, sessionFolder } from './layout.ts'
import { MemoryStorage } from './memory-storage.ts'
import { openStoreFolder } from './open-store-folder.ts'
import { listSegments } from './session-files.ts'
import { createSession } from './session-files.ts'
import { type Scanned, scanSegment } from './segment-reader.ts'
import { journalFile } from './layout.ts'
import type { Storage } from './storage.ts'
import { unknownTimings } from '../entry/unknown-timings.ts'

/** What a new session is told of itself. */
export function sampleInfo(set: Partial<SessionInfo> = {}): SessionInfo {
  return {
    id: newSessionId(),
    name: 'Login Flow',
    createdAt: '2026-03-04T05:06:07.000Z',
    state: 'recording',
    redaction: 'default',
    ...set,
  }
}

/** An entry whose request has just arrived. */
export function sampleEntry(id: string, set: Partial<Entry> = {}): Entry {
  return {
    id,
    startedAt: '2026-03-04T05:06:07.123456Z',
    request: {
      method: 'POST',
      url: `https://api.test/login?n=${id}`,
      httpVersion: 'HTTP/1.1',
      headers: [
        ['Host', 'api.test'],
        ['X-Name', 'Zoë \u{1f600} "quoted" \\ \u2028 \ud800'],
      ],
    },
    timings: unknownTimings,
    attribution: 'port',
    annotations: [],
    ...set,
  }
}

/** Its answer. */
export function sampleResponse(id: string, status = 200): JournalLine {
  const httpVersion = 'HTTP/1.1'
  const response = { status, statusText: 'OK', httpVersion, headers: [] }
  return { t: 'res', id, patch: { response, timings: { ...unknownTimings, total: 12.5 } } }
}

/** A store with one session in it, and nothing in the session. */
export async function sampleSession<T extends Storage = MemoryStorage>(
  storage: T = new MemoryStorage() as Storage as T,
): Promise<{ readonly storage: T; readonly id: string; readonly folder: string }> {
  await openStoreFolder(storage)
  const info = sampleInfo()
  await createSession(storage, info)
  return { storage, id: info.id, folder: sessionFolder(info.id) }
}

/** All that a scan of one journal finds. */
export async function scanAll(storage: Storage, path: string, from = 0): Promise<Scanned[]> {
  const items: Scanned[] = []
  for await (const chunk of scanSegment(storage, path, from)) items.push(...chunk.items)
  return items
}

/** All lines of a session, in order of segments. */
export async function allLines(storage: Storage, folder: string): Promise<JournalLine[]> {
  const lines: JournalLine[] = []
  for (const { hasJournal, segment } of await listSegments(storage, folder)) {
    if (!hasJournal) continue
    for (const item of await scanAll(storage, journalFile(folder, segment))) {
      if ('line' in item) lines.push(item.line)
    }
  }
  return lines
}

/** All that an asynchronous iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
