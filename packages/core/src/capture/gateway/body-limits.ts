import { type HeaderList, mediaType } from '../../entry/headers.ts'
import type { Limits } from './messages.ts'

/**
 * How many bytes of a body with these header fields are kept: by its media type exactly, else by
 * `type/*`, else by the wildcard for all, else `limits.body`.
 */
export function bodyLimit(headers: HeaderList, { bodies = {}, body }: Limits): number {
  const type = mediaType(headers)
  const [main] = type.split('/', 1)
  for (const pattern of [type, `${main}/*`, '*/*']) {
    // The type is what the server says: it may be the name of a method of every object.
    if (Object.hasOwn(bodies, pattern)) return bodies[pattern]!
  }
  return body
}
