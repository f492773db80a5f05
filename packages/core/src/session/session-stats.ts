import type { Entry } from '../entry/entry.ts'

/** Numbers about a session. */
export interface SessionStats {
  /** Entries of all kinds. */
  readonly requests: number
  /** Bytes of bodies on the wire, both ways. */
  readonly bytes: number
  /** Entries with a failure, or a status of 400 and above. */
  readonly failed: number
  /** ISO times. */
  readonly created: string
  readonly lastActivity: string
  /** Entries by status, as `200`; `failed` for those without a response. */
  readonly statuses: Readonly<Record<string, number>>
  /** Entries by host and port. */
  readonly hosts: Readonly<Record<string, number>>
  /** Lines of the journal that could not be read. */
  readonly damages: number
}

/** Counts entries. */
export async function statsOf(
  created: string,
  entries: AsyncIterable<Entry>,
  damages: () => number,
): Promise<SessionStats> {
  let requests = 0
  let bytes = 0
  let failed = 0
  let lastActivity = created
  const statuses = new Map<string, number>()
  const hosts = new Map<string, number>()
  for await (const entry of entries) {
    requests++
    bytes += (entry.request.body?.size ?? 0) + (entry.response?.body?.size ?? 0)
    if (entry.failure || (entry.response?.status ?? 0) >= 400) failed++
    if (entry.startedAt > lastActivity) lastActivity = entry.startedAt
    count(statuses, entry.response ? String(entry.response.status) : 'failed')
    count(hosts, URL.canParse(entry.request.url) ? new URL(entry.request.url).host : '?')
  }
  return {
    requests,
    bytes,
    failed,
    created,
    lastActivity,
    statuses: Object.fromEntries(statuses),
    hosts: Object.fromEntries(hosts),
    damages: damages(),
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
