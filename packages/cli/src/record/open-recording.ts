import { type CaptureProxy, type Session, type SessionStore, startProxy } from '@hartifact/core'
import type { UserFiles } from '@hartifact/node-clients/children'
import { upstreamAuthorities } from './upstream-authorities.ts'

/** Where traffic is to go, and how servers are reached. */
export interface RecordingSettings {
  /** Name of a new session; default: the active session of the store, else `Default session`. */
  readonly session?: string
  /** The newest session of that name, if there is one. */
  readonly continue?: true
  readonly label?: readonly string[]
  readonly link?: readonly string[]
  readonly port?: number
  readonly redact: 'default' | 'strict' | 'off'
  readonly upstreamInsecure?: true
  readonly upstreamCa?: readonly string[]
}

/**
 * Starts a proxy whose active session is the one that was chosen. It follows the active session of
 * the store, so that `hartifact use` in another terminal switches it.
 */
export async function openRecording(
  store: SessionStore,
  users: UserFiles,
  settings: RecordingSettings,
): Promise<CaptureProxy> {
  const { label: labels = [], link: links = [], port, redact } = settings
  const { upstreamCa = [], upstreamInsecure } = settings
  const trusted = upstreamAuthorities([...users.found.values()].flat())
  const { isNew, session } = await chooseSession(store, settings)
  try {
    // It becomes the store's active session when it is ours: else another recorder would take it.
    const proxy = await startProxy({
      store,
      redact,
      session: session.id,
      ...(port !== undefined && { port }),
      upstream: {
        ca: [...upstreamCa, ...trusted],
        ...(upstreamInsecure && { insecure: true }),
      },
      followActive: true,
    })
    if (!isNew && proxy.active) await addWords(proxy.active, { labels, links })
    return proxy
  } catch (error) {
    if (isNew) await discard(store, session)
    throw error
  }
}

/** The session that is wanted, or a new one. */
async function chooseSession(
  store: SessionStore,
  { continue: continued, label: labels = [], link: links = [], session: name }: RecordingSettings,
): Promise<{ readonly isNew: boolean; readonly session: Session }> {
  const existing =
    name === undefined ? await store.active() : continued && (await newest(store, name))
  if (existing) return { isNew: false, session: existing }
  return { isNew: true, session: await store.create(name ?? 'Default session', { labels, links }) }
}

async function newest(store: SessionStore, name: string): Promise<Session | undefined> {
  const rows = await store.summaries({ sort: 'created', descending: true })
  const found = rows.find((row) => row.name === name)
  return found && store.open(found.id)
}

/** Nothing was recorded into it. */
async function discard(store: SessionStore, session: Session): Promise<void> {
  await session.delete()
  await store.purge(session.id)
}

async function addWords(
  session: Session,
  { labels, links }: { readonly labels: readonly string[]; readonly links: readonly string[] },
): Promise<void> {
  if (labels.length === 0 && links.length === 0) return
  const { info } = session
  await session.describe({
    labels: [...new Set([...(info.labels ?? []), ...labels])],
    links: [...new Set([...(info.links ?? []), ...links])],
  })
}
