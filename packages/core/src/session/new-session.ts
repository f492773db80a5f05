import type { SessionInfo, TestInfo } from '../entry/session-info.ts'
import { loginName, newSessionId } from '../store/index.ts'
import { checkTexts } from './remark.ts'
import { checkSessionName } from './session-name.ts'

/** What can be said of a session when it is made. */
export interface SessionDetails {
  /** The test that the session belongs to. */
  readonly test?: TestInfo
  /** Default: the login name of whoever makes it. */
  readonly owner?: string
  /** Words to find it by. */
  readonly labels?: readonly string[]
  /** What it belongs to: `jira:ABC-7`, a URL, … */
  readonly links?: readonly string[]
}

/**
 * Describes a session that begins now.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a name, label or link that is none
 */
export function newSessionInfo(
  name: string,
  details: SessionDetails & Pick<SessionInfo, 'redaction'> & Partial<Pick<SessionInfo, 'origin'>>,
): SessionInfo {
  const { labels, links, origin, owner = loginName(), redaction, test } = details
  for (const [key, value] of Object.entries({ labels, links })) {
    if (value !== undefined) checkTexts(key, value)
  }
  return {
    id: newSessionId(),
    name: checkSessionName(name),
    createdAt: new Date().toISOString(),
    state: 'recording',
    redaction,
    ...(test && { test }),
    ...(owner !== undefined && { owner }),
    ...(labels && labels.length > 0 && { labels }),
    ...(links && links.length > 0 && { links }),
    ...(origin && { origin }),
  }
}
