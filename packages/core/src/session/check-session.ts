import type { SessionInfo, SessionState } from '../entry/session-info.ts'
import { type Problem, type Storage, verifySession } from '../store/index.ts'

/** What was checked of a session, and what is wrong with it. */
export interface SessionCheck {
  readonly id: string
  readonly name: string
  readonly state: SessionState
  readonly entries: number
  /** Bodies, each counted once. */
  readonly bodies: number
  /** Bytes of them. */
  readonly bytes: number
  /** Empty when everything is as it was written. */
  readonly problems: readonly Problem[]
}

/** Checks all of a session. */
export async function checkSession(
  storage: Storage,
  { id, name, state }: SessionInfo,
): Promise<SessionCheck> {
  return { id, name, state, ...(await verifySession(storage, id)) }
}
