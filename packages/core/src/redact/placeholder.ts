import { createHmac } from 'node:crypto'
import { percentDecode } from './percent.ts'
import { Recent } from './recent.ts'

/** Replaces one secret by its placeholder; what is empty or already a placeholder stays. */
export type Seal = (secret: string) => string

const placeholder = /^redacted-[0-9a-f]{12}$/

/** Results that are remembered, and the longest secret for which that is done. */
const remembered = { count: 2000, length: 4096 }

/**
 * Makes the function that turns secrets into placeholders: `redacted-` and the first 12 hex digits
 * of HMAC-SHA256(key, secret). Without the key nobody can try out guesses, with it one secret has
 * one placeholder wherever it stands.
 *
 * What is hashed is the bare secret: without white space around it, without double quotes around
 * it, and without percent-encoding (several layers of it, too). White space and quotes are kept
 * around the placeholder. `+` is not read as a space: base64 is full of it.
 *
 * @example
 * ```ts
 * seal('a/b')     // redacted-…
 * seal('a%2Fb')   // the same
 * seal('"a/b"')   // the same in quotes
 * ```
 */
export function createSeal(key: Uint8Array): Seal {
  const secretKey = Uint8Array.from(key)
  const recent = new Recent<string>(remembered.count)
  return (secret) => {
    if (placeholder.test(secret)) return secret
    const known = recent.get(secret)
    if (known !== undefined) return known
    const sealed = seal(secret, secretKey)
    if (secret.length <= remembered.length) recent.set(secret, sealed)
    return sealed
  }
}

/** Whether `text` ends with a placeholder that stands alone or after a sign. */
export function endsWithPlaceholder(text: string): boolean {
  return /(?:^|[^0-9a-z])redacted-[0-9a-f]{12}$/i.test(text)
}

function seal(secret: string, key: Uint8Array): string {
  const plain = bare(secret)
  if (plain === '' || placeholder.test(plain)) return secret
  const trimmed = secret.trim()
  const start = secret.indexOf(trimmed)
  const quote = isQuoted(trimmed) ? '"' : ''
  const digest = createHmac('sha256', key).update(plain, 'utf8').digest('hex')
  const before = secret.slice(0, start)
  const after = secret.slice(start + trimmed.length)
  return `${before}${quote}redacted-${digest.slice(0, 12)}${quote}${after}`
}

function bare(secret: string): string {
  let current = secret
  // Each round takes one layer off; the limit keeps a hostile value from costing much.
  for (let layer = 0; layer < 10; layer++) {
    const trimmed = percentDecode(current).trim()
    const next = isQuoted(trimmed) ? trimmed.slice(1, -1) : trimmed
    if (next === current) break
    current = next
  }
  return current
}

function isQuoted(text: string): boolean {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"')
}
