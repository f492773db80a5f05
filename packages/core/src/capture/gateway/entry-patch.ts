import type { Entry } from '../../entry/entry.ts'
import type { JournalLine } from '../../store/index.ts'

type EntryPatch = Extract<JournalLine, { t: 'res' }>['patch']

/** What is known of an entry only at its end. */
const laterFields = [
  'informational',
  'response',
  'timings',
  'clientTimings',
  'failure',
  'remoteAddress',
  'remotePort',
  'tls',
  'serverConnection',
] as const satisfies ReadonlyArray<keyof Entry & keyof EntryPatch>

/** The second half of an entry, which completes the first. */
export function entryPatch(entry: Entry): EntryPatch {
  const { body, trailers } = entry.request
  const known = laterFields.filter((field) => entry[field] !== undefined)
  return {
    ...((body || trailers) && {
      request: { ...(body && { body }), ...(trailers && { trailers }) },
    }),
    ...Object.fromEntries(known.map((field) => [field, entry[field]])),
  }
}
