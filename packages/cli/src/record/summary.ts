import type { Session, SessionStore } from '@hartifact/core'
import { printable } from '../ui/printable.ts'
import { countText, sizeText } from '../ui/size.ts'

/** What came to a session while a command was recorded. */
export interface RecordedSession {
  readonly id: string
  readonly name: string
  readonly requests: number
  readonly failed: number
  /** Of bodies, both ways. */
  readonly bytes: number
  /** `host:port` of servers whose certificate, which is ours, a client refused. */
  readonly refusedBy: readonly string[]
}

/** Counts what came to these sessions since a time. */
export async function summarize(
  store: SessionStore,
  ids: Iterable<string>,
  since: string,
): Promise<RecordedSession[]> {
  const found: RecordedSession[] = []
  for (const id of ids) {
    // A default session that nothing came to is gone.
    const session = await store.open(id).catch(() => undefined)
    if (session) found.push(await count(session, since))
  }
  return found
}

async function count(session: Session, since: string): Promise<RecordedSession> {
  let requests = 0
  let failed = 0
  let bytes = 0
  const refusedBy = new Set<string>()
  for await (const { failure, request, response } of session.entries({ from: since })) {
    requests += 1
    if (failure || (response && response.status >= 400)) failed += 1
    bytes += (request.body?.size ?? 0) + (response?.body?.size ?? 0)
    if (failure?.kind === 'client-tls') refusedBy.add(hostOf(request.url))
  }
  const { id, name } = session
  return { id, name, requests, failed, bytes, refusedBy: [...refusedBy] }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url
}

/** The same for people, one line each. */
export function summaryLines(sessions: readonly RecordedSession[]): string[] {
  const lines = sessions.flatMap(({ bytes, failed, id, name, requests }) => {
    const failures = failed > 0 ? ` (${failed.toLocaleString('en-US')} failed)` : ''
    const counted = `${countText(requests, 'request')}${failures}, ${sizeText(bytes)}`
    return [`${counted} in session "${printable(name)}" (${id}). hartifact show ${id}`]
  })
  const refused = [...new Set(sessions.flatMap(({ refusedBy }) => refusedBy))]
  if (refused.length > 0) {
    lines.push(`A client does not trust the certificates shown for ${refused.join(', ')}.`)
  }
  if (!sessions.some(({ requests }) => requests > 0)) {
    lines.push('No request came to the proxy.')
  }
  return lines
}
