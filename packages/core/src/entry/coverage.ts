import type { Attribution } from './entry.ts'
import { Groups } from './groups.ts'

/** What a recording saw, and what it could not read. */
export interface Coverage {
  /** Exchanges by how they found the session. */
  readonly exchanges: Readonly<Record<Attribution, number>>
  /** Connections whose TLS with the proxy failed, mostly because the client does not trust it. */
  readonly tlsRefused: number
  /** Tunnels that carried something else than TLS or HTTP. */
  readonly opaque: number
  /** Connections on which something arrived that is not HTTP. */
  readonly malformed: number
  /** Exchanges that began after the recording was told to stop. */
  readonly late: number
  /** Exchanges that passed while the recording was paused, if any. */
  readonly paused?: number
  /** What `tlsRefused`, `opaque` and `malformed` count, in groups; at most 100. */
  readonly unread: readonly Unread[]
  /** Bytes that passed unread in tunnels. */
  readonly tunnelled: { readonly sent: number; readonly received: number }
  /** Clients that are known to have gone around the proxy; at most 100 groups. */
  readonly bypassed: readonly Bypassed[]
}

/** Things of one kind that could not be read, for the same reason and on their way to the same server. */
export interface Unread {
  readonly kind: 'client-tls' | 'opaque' | 'malformed'
  /** `host:port`, where known. */
  readonly authority?: string
  /** The reason; `and others` when there were too many different ones. */
  readonly message: string
  readonly count: number
}

/** What went around the proxy, as whoever reported it says. */
export interface Bypassed {
  /** For instance `chromium (service worker)`. */
  readonly client: string
  readonly reason: string
  readonly count: number
}

/** Gathers what could not be read; from the 98th group on one of each kind holds the rest. */
export function unreadGroups(): Groups<Unread> {
  return new Groups(97, ({ count, kind }) => ({ kind, message: 'and others', count }))
}

/** Gathers what went around the proxy; from the 100th group on one holds the rest. */
export function bypassedGroups(): Groups<Bypassed> {
  return new Groups(99, ({ count }) => ({ client: 'and others', reason: 'and others', count }))
}

/** What several recordings of one session saw together. */
export function sumCoverage(parts: readonly Coverage[]): Coverage {
  const sum = (value: (part: Coverage) => number | undefined): number =>
    parts.reduce((total, part) => total + (value(part) ?? 0), 0)
  const unread = unreadGroups()
  const bypassed = bypassedGroups()
  const paused = sum((part) => part.paused)
  // An imported session may say less.
  for (const part of parts) {
    for (const group of part.unread ?? []) unread.add(group)
    for (const group of part.bypassed ?? []) bypassed.add(group)
  }
  return {
    exchanges: {
      port: sum((part) => part.exchanges?.port),
      credentials: sum((part) => part.exchanges?.credentials),
      active: sum((part) => part.exchanges?.active),
    },
    tlsRefused: sum((part) => part.tlsRefused),
    opaque: sum((part) => part.opaque),
    malformed: sum((part) => part.malformed),
    late: sum((part) => part.late),
    ...(paused > 0 && { paused }),
    unread: unread.list(),
    tunnelled: {
      sent: sum((part) => part.tunnelled?.sent),
      received: sum((part) => part.tunnelled?.received),
    },
    bypassed: bypassed.list(),
  }
}
