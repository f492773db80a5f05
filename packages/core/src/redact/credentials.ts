import type { Seal } from './placeholder.ts'

/** Scheme words that are told from a token even when they stand alone, or in a field of their own. */
const commonScheme =
  /^(?:apikey|basic|bearer|digest|dpop|hawk|jwt|negotiate|ntlm|oauth|token|vapid)$/i

/** What else is taken for a scheme word when something follows it (RFC 9110 §11.1). */
const anyScheme = /^(?:[a-z][a-z-]{0,23}|oauth\d|(?:aws4|goog4|scram)-[a-z0-9-]{1,24})$/i

/** Replaces what follows the scheme word of `Authorization`, or all of it where there is none. */
export function redactCredentials(value: string, seal: Seal): string {
  return redactAfterScheme(value, anyScheme, seal)
}

/** Replaces the value of any other secret field; `Bearer …` in it keeps its first word. */
export function redactSecretField(value: string, seal: Seal): string {
  return redactAfterScheme(value, commonScheme, seal)
}

function redactAfterScheme(value: string, scheme: RegExp, seal: Seal): string {
  const word = /\S+/.exec(value)
  if (!word) return value
  const end = word.index + word[0].length
  const rest = value.slice(end)
  if (rest.trim() === '') return commonScheme.test(word[0]) ? value : seal(value)
  return scheme.test(word[0]) ? value.slice(0, end) + seal(rest) : seal(value)
}
