import { createHash } from 'node:crypto'

/** What a profile keeps of a text: 12 hex digits of its SHA-256. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
