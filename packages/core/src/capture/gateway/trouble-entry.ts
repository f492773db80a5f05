import type { Attribution, Entry } from '../../entry/entry.ts'
import { unknownTimings } from '../../entry/unknown-timings.ts'
import { toIsoTime } from './clock.ts'
import type { Trouble } from './engine.ts'

/** The entry of a client that refused our TLS, as far as one can be made. */
export function refusedEntry(
  { at, authority, message }: Trouble,
  about: { readonly id: string; readonly connection: string; readonly attribution: Attribution },
): Entry {
  return {
    ...about,
    startedAt: toIsoTime(at),
    request: {
      method: 'CONNECT',
      url: `https://${authority ?? ''}/`,
      httpVersion: 'HTTP/1.1',
      headers: [],
    },
    timings: unknownTimings,
    failure: { kind: 'client-tls', message },
    annotations: [],
  }
}
