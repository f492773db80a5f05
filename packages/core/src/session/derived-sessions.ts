import type { Entry } from '../entry/entry.ts'
import type { SessionInfo, SessionOrigin } from '../entry/session-info.ts'
import type { SessionSource } from '../formats/format.ts'
import type { Storage } from '../store/index.ts'
import { copySources } from './copied-source.ts'
import { deriveSession } from './derive-session.ts'
import { jointRedaction } from './joint-redaction.ts'
import { newSessionInfo } from './new-session.ts'

/** Names of the sessions that a split makes. */
export interface SplitNames {
  /** Of the one with the entries that match. */
  readonly as: string
  /** Of the one with all others. */
  readonly rest?: string
}

/** @returns the id of the copy */
export async function duplicateSession(
  storage: Storage,
  source: SessionSource,
  name = `${source.info.name} (copy)`,
): Promise<string> {
  const { info } = source
  const copy = infoFrom(info, name, { kind: 'duplicate', sessions: [info.id] })
  await derive(storage, copy, [source])
  return copy.id
}

/** @returns the ids of the new sessions */
export async function splitSession(
  storage: Storage,
  source: SessionSource,
  matching: ReadonlySet<string>,
  { as, rest }: SplitNames,
): Promise<{ matching: string; rest?: string }> {
  const origin: SessionOrigin = { kind: 'split', sessions: [source.info.id] }
  const first = infoFrom(source.info, as, origin)
  const second = rest === undefined ? undefined : infoFrom(source.info, rest, origin)
  await derive(storage, first, [only(source, ({ id }) => matching.has(id))])
  if (second === undefined) return { matching: first.id }
  await derive(storage, second, [only(source, ({ id }) => !matching.has(id))])
  return { matching: first.id, rest: second.id }
}

/** @returns the id of the session with the entries of all, in order of time */
export async function mergeSessions(
  storage: Storage,
  sources: readonly SessionSource[],
  name: string,
): Promise<string> {
  const infos = sources.map(({ info }) => info)
  const info = newSessionInfo(name, {
    redaction: jointRedaction(infos.map(({ redaction }) => redaction)),
    labels: [...new Set(infos.flatMap(({ labels = [] }) => labels))],
    links: [...new Set(infos.flatMap(({ links = [] }) => links))],
    origin: { kind: 'merge', sessions: infos.map(({ id }) => id) },
  })
  await derive(storage, info, sources)
  return info.id
}

async function derive(
  storage: Storage,
  info: SessionInfo,
  sources: readonly SessionSource[],
): Promise<void> {
  await deriveSession(storage, info, async (writer) => {
    await copySources(writer, { sources })
  })
}

function infoFrom(
  { labels, links, owner, redaction, test }: SessionInfo,
  name: string,
  origin: SessionOrigin,
): SessionInfo {
  return newSessionInfo(name, {
    redaction,
    origin,
    ...(labels && { labels }),
    ...(links && { links }),
    ...(owner !== undefined && { owner }),
    ...(test && { test }),
  })
}

function only(source: SessionSource, keep: (entry: Entry) => boolean): SessionSource {
  return {
    ...source,
    async *entries() {
      for await (const entry of source.entries()) if (keep(entry)) yield entry
    },
  }
}
