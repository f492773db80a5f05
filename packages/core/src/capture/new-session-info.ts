import { userInfo } from 'node:os'
import type { SessionInfo, TestInfo } from '../entry/session-info.ts'
import { newSessionId } from '../store/index.ts'
import type { RedactionSettings } from './gateway/messages.ts'

/** Describes a session that begins now. */
export function newSessionInfo(
  name: string,
  redact: RedactionSettings,
  test?: TestInfo,
): SessionInfo {
  const owner = loginName()
  return {
    id: newSessionId(),
    name,
    createdAt: new Date().toISOString(),
    state: 'recording',
    redaction: typeof redact === 'string' ? redact : 'custom',
    ...(test && { test }),
    ...(owner !== undefined && { owner }),
  }
}

function loginName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    // A container may run under a user id that has no name.
    return undefined
  }
}
