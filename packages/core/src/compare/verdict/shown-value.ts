import type { Tree } from '../tree.ts'
import { classOf } from '../values/value-class.ts'

const longest = 200

/** A value as a finding carries it: JSON, cut when it is long, and no whole tokens. */
export function shownValue(value: Tree): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'string') return shownText(value)
  if (typeof value !== 'object' || value === null) return value
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? part.toString() : typeof part === 'string' ? shownText(part) : part,
  )
  return text.length <= longest ? (JSON.parse(text) as unknown) : `${text.slice(0, longest)}…`
}

/** Reports are pasted into pull requests: what opens doors does not belong there. */
function shownText(text: string): string {
  const name = classOf(text)
  if (name === 'jwt' || (name === 'token' && text.length >= 24)) {
    return `${text.slice(0, 6)}… (${text.length} characters)`
  }
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`
}
