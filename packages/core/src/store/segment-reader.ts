import { parseSegmentFile } from './layout.ts'
import { decodeLine, type LineDamage, longestLine } from './journal.ts'
import type { JournalLine } from './journal-line.ts'
import { readMoved } from './read-moved.ts'
import type { Storage } from './storage.ts'

const chunkSize = 1024 * 1024
const newline = 0x0a

/** Bytes of a journal that cannot be used. */
export interface Damage {
  readonly segment: number
  readonly offset: number
  readonly length: number
  readonly reason: LineDamage | 'too-long' | 'no-request'
}

/** A line and where it is, or damage. */
export type Scanned =
  | { readonly line: JournalLine; readonly offset: number; readonly length: number }
  | { readonly damage: Damage }

/** Tells what is in some bytes, which end with a newline and begin at `offset` of a segment. */
export type ScanLines = (bytes: Uint8Array, offset: number, segment: number) => Scanned[]

/** Some lines of a journal, in order. */
export interface ScannedChunk {
  readonly items: readonly Scanned[]
  /** Where to go on: all before it has been told. */
  readonly next: number
}

/**
 * Reads a journal from `from` to its present end, about a megabyte at a time. Lines that are torn
 * or damaged are told as such, and reading goes on after the next newline. The bytes after the last
 * newline are not told unless they are a whole line: their writer may be about to finish it.
 *
 * Chunks rather than lines are given out, since one asynchronous step for each of 300,000 lines
 * would cost more than reading them.
 *
 * @param scan - for whoever does not need all lines
 */
export async function* scanSegment(
  storage: Storage,
  path: string,
  from = 0,
  scan: ScanLines = scanLines,
): AsyncGenerator<ScannedChunk, void, undefined> {
  const segment = parseSegmentFile(path.slice(path.lastIndexOf('/') + 1))?.segment ?? 0
  const end = (await storage.size(path)) ?? 0
  let next = from
  let want = chunkSize
  while (next < end) {
    const bytes = await storage.read(path, next, Math.min(want, end - next))
    if (bytes.byteLength === 0) return
    const atEnd = next + bytes.byteLength >= end
    const whole = bytes.lastIndexOf(newline) + 1
    const items = scan(bytes.subarray(0, whole), next, segment)
    if (whole === 0 && !atEnd) {
      if (want <= longestLine) {
        want *= 2
        continue
      }
      const length = (await findNewline(storage, path, next + bytes.byteLength, end)) - next
      items.push({ damage: { segment, offset: next, length, reason: 'too-long' } })
      next += length
    }
    next += whole
    want = chunkSize
    if (atEnd && whole < bytes.byteLength) {
      const rest = bytes.subarray(whole)
      const line = decodeLine(rest)
      if (typeof line !== 'string') {
        items.push({ line, offset: next, length: rest.byteLength })
        next += rest.byteLength
      }
      yield { items, next }
      return
    }
    yield { items, next }
  }
}

/** The line at a place that {@link scanSegment} gave; undefined when it is no longer readable. */
export async function readLine(
  storage: Storage,
  path: string,
  offset: number,
  length: number,
): Promise<JournalLine | undefined> {
  const line = decodeLine(await readMoved(storage, path, offset, length))
  return typeof line === 'string' ? undefined : line
}

const scanLines: ScanLines = (bytes, offset, segment) => {
  const items: Scanned[] = []
  for (let start = 0; start < bytes.byteLength;) {
    const end = bytes.indexOf(newline, start)
    // Empty lines are where a writer began anew after a failed write.
    if (end > start) items.push(scanLine(bytes.subarray(start, end), offset + start, segment))
    start = end + 1
  }
  return items
}

/** The line in some bytes without its newline, or the damage. */
export function scanLine(bytes: Uint8Array, offset: number, segment: number): Scanned {
  const line = decodeLine(bytes)
  const length = bytes.byteLength
  return typeof line === 'string'
    ? { damage: { segment, offset, length, reason: line } }
    : { line, offset, length }
}

/** The offset of the first newline at or after `from`, or `end`. */
async function findNewline(
  storage: Storage,
  path: string,
  from: number,
  end: number,
): Promise<number> {
  for (let at = from; at < end;) {
    const bytes = await storage.read(path, at, Math.min(chunkSize, end - at))
    const found = bytes.indexOf(newline)
    if (found >= 0) return at + found
    if (bytes.byteLength === 0) break
    at += bytes.byteLength
  }
  return end
}
