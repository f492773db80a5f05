import { hashOf } from './digest.ts'
import { longestText } from './limits.ts'

/** The text itself, or its beginning with the length and the hash of the whole. */
export function shorten(text: string): string {
  if (text.length <= longestText) return text
  return `${text.slice(0, longestText)}… (${text.length} characters, sha256 ${hashOf(text)})`
}
