import type { SessionSummary } from '@hartifact/core'
import type { Context } from '../context.ts'
import { printable } from '../ui/printable.ts'
import { countText, sizeText } from '../ui/size.ts'

/** A name between quotes, made printable. */
export function quoted(name: string): string {
  return `"${printable(name)}"`
}

/** A session in a few words: `"Login Flow" (0197…), 12 requests, 3.4 kB`. */
export function summaryLine(
  { bytes, id, name, requests }: SessionSummary,
  { styles }: Context['out'],
): string {
  const size = `${countText(requests, 'request')}, ${sizeText(bytes)}`
  return `${styles.bold(quoted(name))} ${styles.dim(id)}, ${size}`
}
