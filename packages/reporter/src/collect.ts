import type { Bypassed, Marker } from '@hartifact/core'
import type { Attachment } from './attachment.ts'
import { outlinesOfHar } from './har-file.ts'
import { harOf } from './marker.ts'
import type { Stores } from './stores.ts'
import {
  byTrouble,
  lineOf,
  mentioned,
  outlineOf,
  type Outline,
  type Tally,
  tally,
} from './tally.ts'

/** What is known of one session of an attempt at a test. */
export interface SessionFacts {
  readonly marker: Marker
  readonly tally: Tally
}

/**
 * Reads a session from its store, else from the HAR that is attached; `undefined` when there is
 * neither.
 */
export async function collect(
  marker: Marker,
  attachments: readonly Attachment[],
  stores: Stores,
): Promise<SessionFacts | undefined> {
  const session = await stores.session(marker)
  if (session) return { marker, tally: await tally(outlines(session.entries())) }
  const path = harOf(marker, attachments)?.path
  const entries = path === undefined ? undefined : await outlinesOfHar(path)
  return entries && { marker, tally: await tally(outlinesFrom(entries)) }
}

/**
 * What went wrong on the wire, in one line: `POST /pay 500 after 1.2 s; GET /me failed (ECONNREFUSED)`.
 *
 * @param bypassed - clients that went around the proxy are named at the end
 */
export function wireLine(
  sessions: readonly SessionFacts[],
  bypassed: readonly Bypassed[] = [],
): string {
  const line = troubleLine(sessions)
  return bypassed.length === 0 ? line : `${line}; around the proxy went ${clientsOf(bypassed)}`
}

function troubleLine(sessions: readonly SessionFacts[]): string {
  const found = sessions
    .flatMap(({ tally: { origin, worst } }) => worst.map((entry) => ({ entry, origin })))
    .toSorted((one, other) => byTrouble(one.entry, other.entry))
    .slice(0, mentioned)
  if (found.length > 0) return found.map(({ entry, origin }) => lineOf(entry, origin)).join('; ')
  const requests = sessions.reduce((sum, { tally: { requests: count } }) => sum + count, 0)
  if (requests === 0) return 'no requests were captured'
  return `nothing went wrong on the wire (${requests} ${requests === 1 ? 'request' : 'requests'})`
}

function clientsOf(bypassed: readonly Bypassed[]): string {
  const counts = new Map<string, number>()
  for (const { client, count } of bypassed) counts.set(client, (counts.get(client) ?? 0) + count)
  return [...counts]
    .map(([client, count]) => (count > 1 ? `${client} (${count} times)` : client))
    .join(', ')
}

async function* outlines(entries: AsyncIterable<Parameters<typeof outlineOf>[0]>) {
  for await (const entry of entries) yield outlineOf(entry)
}

async function* outlinesFrom(entries: readonly Outline[]): AsyncGenerator<Outline> {
  yield* entries
}
