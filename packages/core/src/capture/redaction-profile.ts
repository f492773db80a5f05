import type { RedactionProfile } from '../entry/session-info.ts'
import type { RedactionSettings } from './gateway/messages.ts'

/** The name of a redaction, as it is kept with a session. */
export function redactionProfile(settings: RedactionSettings): RedactionProfile {
  return typeof settings === 'string' ? settings : 'custom'
}
