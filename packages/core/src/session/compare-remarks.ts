import type { SessionInfo } from '../entry/session-info.ts'
import type { ImportIssue } from '../formats/format.ts'
import type { Coverage } from '../entry/coverage.ts'

/** What is known of a session that may make it incomplete. */
interface Condition extends Partial<Pick<SessionInfo, 'coverage' | 'state'>> {
  /** Lines of its journal that cannot be read. */
  readonly damages?: number
  /** Whether it is a recording that was waited for. */
  readonly isRecording?: boolean
}

/** What whoever compares a session should know of it, as sentences. */
export function sessionRemarks(
  name: string,
  { coverage, damages = 0, isRecording = false, state }: Condition,
): string[] {
  const who = `"${name}"`
  return [
    state === 'recording' &&
      !isRecording &&
      `${who} is still being recorded, so it may lack the end.`,
    state === 'crashed' && `${who} was not ended in order, so it may lack the end.`,
    state === 'degraded' && `${who} lacks what the disk refused while it was recorded.`,
    damages > 0 &&
      `${damages} line(s) of ${who} cannot be read; "hartifact verify" says what they concern.`,
    coverage && gapsIn(coverage, who),
  ].filter((remark): remark is string => typeof remark === 'string')
}

/** What could not be read of a file, as one sentence. */
export function issueRemarks(name: string, issues: readonly ImportIssue[]): string[] {
  const told = issues.filter(({ what }) => !isExpected(what))
  const [first] = told
  if (!first) return []
  const place = first.entry === undefined ? '' : `entry ${first.entry}: `
  const example = told.length > 1 ? `${told.length} things, for instance ` : ''
  return [`Not all of "${name}" could be read as it was meant: ${example}${place}${first.what}`]
}

/** A body without its content coding is all that a comparison looks at. */
function isExpected(what: string): boolean {
  return what.endsWith('only without its content coding.')
}

function gapsIn(coverage: Coverage, who: string): string | undefined {
  const { malformed, opaque, paused = 0, tlsRefused } = coverage
  const unread = malformed + opaque + tlsRefused
  const bypassed = (coverage.bypassed ?? []).reduce((sum, { count }) => sum + count, 0)
  const gaps = [
    unread > 0 && `${unread} connection(s) could not be read`,
    bypassed > 0 && `${bypassed} connection(s) went around the proxy`,
    paused > 0 && `${paused} exchange(s) passed while it was paused`,
  ].filter((gap) => typeof gap === 'string')
  return gaps.length > 0 ? `${who} has gaps: ${gaps.join(', ')}.` : undefined
}
