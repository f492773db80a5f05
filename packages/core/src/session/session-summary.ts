import type { SessionInfo, SessionState, TestInfo } from '../entry/session-info.ts'
import type { Deletion, SessionManifest } from '../store/index.ts'

/** How a session came to be. */
export type SessionType = 'recording' | 'test' | 'import' | 'duplicate' | 'merge' | 'split'

/** One row of the list of sessions: plain data, raw values. */
export interface SessionSummary {
  readonly id: string
  readonly name: string
  /** Whether it is the store's active session, see `store.use()`. */
  readonly active: boolean
  /** `linked` to something outside, as `jira:ABC-7`, or on its own. */
  readonly mode: 'standalone' | 'linked'
  readonly links: readonly string[]
  readonly type: SessionType
  /** ISO time. */
  readonly created: string
  /** ISO time of the latest request; absent when there is none. */
  readonly lastActivity?: string
  /** ISO time of the last change of any kind. */
  readonly modified: string
  readonly requests: number
  /** Entries whose exchange broke off. */
  readonly failed: number
  /** Bytes of bodies on the wire, both ways. */
  readonly bytes: number
  /** Bytes on disk. */
  readonly size: number
  readonly owner?: string
  readonly state: SessionState
  readonly paused?: boolean
  readonly labels: readonly string[]
  readonly pinned: boolean
  /** The test it belongs to, with its retry. */
  readonly test?: TestInfo
  /** Of a session in the trash. */
  readonly deleted?: Deletion
}

/** A row from what is known of a session. */
export function summaryOf(
  { counts, extent, info }: SessionManifest,
  {
    active,
    deleted,
  }: { readonly active: string | undefined; readonly deleted?: Deletion | undefined },
): SessionSummary {
  const { createdAt, id, labels = [], links = [], name, owner, paused, pinned, state, test } = info
  const { bytes, failed, lastActivity, requests } = counts
  const modified = extent?.modifiedAt ?? createdAt
  return {
    id,
    name,
    active: id === active,
    mode: links.length > 0 ? 'linked' : 'standalone',
    links,
    type: typeOf(info),
    created: createdAt,
    ...(lastActivity !== undefined && { lastActivity }),
    modified: lastActivity !== undefined && lastActivity > modified ? lastActivity : modified,
    requests,
    failed,
    bytes,
    size: extent?.size ?? 0,
    ...(owner !== undefined && { owner }),
    state,
    ...(paused === true && state === 'recording' && { paused }),
    labels,
    pinned: pinned ?? false,
    ...(test && { test }),
    ...(deleted && { deleted }),
  }
}

function typeOf({ origin, test }: SessionInfo): SessionType {
  return origin?.kind ?? (test ? 'test' : 'recording')
}
