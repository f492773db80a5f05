import type { ClientHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import { now } from '../clock.ts'
import type { UpstreamFacts } from '../engine.ts'
import type { DialMoments } from '../upstream/dialer.ts'

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** What is found out of the server's side while an exchange goes on. */
export type WritableFacts = Writable<Omit<UpstreamFacts, 'moments'>> & {
  readonly moments: Writable<UpstreamFacts['moments']>
}

/** What is the same for all exchanges on a connection. */
type ConnectionFacts = Omit<UpstreamFacts, 'moments' | 'reused'> & { readonly moments: DialMoments }

const known = new WeakMap<object, ConnectionFacts>()
let connections = 0

/** Remembers what there is to say of a connection that has just been made. */
export function noteConnection(
  socket: Socket,
  facts: Pick<ConnectionFacts, 'moments' | 'proxy' | 'tls'>,
): void {
  connections++
  const { remoteAddress, remotePort } = socket
  known.set(socket, {
    ...facts,
    connection: `s${connections}`,
    ...(remoteAddress !== undefined && { remoteAddress }),
    ...(remotePort !== undefined && { remotePort }),
  })
}

/** Says that an HTTP/2 session stands on this socket. */
export function noteSession(session: ClientHttp2Session, socket: Socket): void {
  const facts = known.get(socket)
  if (facts) known.set(session, facts)
}

/** Adds to the facts of an exchange those of the connection it was given. */
export function addConnection(
  facts: WritableFacts,
  connection: Socket | ClientHttp2Session,
  reused: boolean,
): void {
  const { moments, ...rest } = known.get(connection) ?? {}
  Object.assign(facts, rest)
  Object.assign(facts.moments, reused ? { socket: now() } : moments)
  facts.reused = reused
}
