import type { RedactionProfile } from '../entry/session-info.ts'

/** What can be said of a session with parts that were redacted in these ways. */
export function jointRedaction(profiles: Iterable<RedactionProfile>): RedactionProfile {
  const all = new Set(profiles)
  // Where one part was not redacted, the whole is not.
  if (all.has('off')) return 'off'
  const [first = 'custom'] = all
  return all.size === 1 ? first : 'custom'
}
