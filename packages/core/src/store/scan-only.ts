import type { BodyLine, JournalLine } from './journal-line.ts'
import { hashId, type OtherRequests } from './other-requests.ts'
import { type Scanned, scanLine, type ScanLines } from './segment-reader.ts'

const newline = 0x0a
const quote = 0x22
const backslash = 0x5c
/** In the key of the check, see `encodeLine`. */
const underscore = 0x5f
/** Bytes of the beginning of a body's line in which its numbers are. */
const bodyHead = 140

const bodyLine = /^\{"t":"body","sha256":"(\w+)","size":(\d+),"kept":(\d+)[,}]/
const ownedLines = [
  { isRequest: true, beginning: Buffer.from('{"t":"req","entry":{"id":"') },
  { isRequest: false, beginning: Buffer.from('{"t":"res","id":"') },
  { isRequest: false, beginning: Buffer.from('{"t":"msg","id":"') },
] as const

/**
 * Reads lines as `scanLines` does, but of entries that are not in `ids` just that there are requests,
 * which go to `others`, and of bodies just which they are: neither is checked. Whoever reads a body
 * checks it. Most lines are passed over without making anything of them.
 */
export function scanOnly(ids: ReadonlySet<string>, others: OtherRequests): ScanLines {
  const hashes = new Set([...ids].map((id) => hashOf(id)))
  return (bytes, offset, segment) => {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const items: Scanned[] = []
    for (let start = 0, end = 0; start < lines.length; start = end + 1) {
      end = lines.indexOf(newline, start)
      const at = offset + start
      // A line that was cut off has no check, and is none.
      const isWhole = lines[end - 15] === underscore
      const owned = isWhole
        ? ownedLines.find((one) => startsWith(lines, start, one.beginning))
        : undefined
      if (owned) {
        const from = start + owned.beginning.length
        const hash = hashId(lines, from, endOfString(lines, from))
        // One of the few; or, once in a while, one that looks like it.
        if (hashes.has(hash[0])) items.push(scanLine(lines.subarray(start, end), at, segment))
        else if (owned.isRequest) others.add(segment, at, hash)
      } else if (end > start) {
        const line = isWhole ? bodyOf(lines, start, end) : undefined
        items.push(
          line
            ? { line, offset: at, length: end - start }
            : scanLine(lines.subarray(start, end), at, segment),
        )
      }
    }
    return items
  }
}

function hashOf(id: string): number {
  const written = Buffer.from(JSON.stringify(id))
  return hashId(written, 1, written.length - 1)[0]
}

function bodyOf(lines: Buffer, start: number, end: number): JournalLine | undefined {
  const head = lines.toString('latin1', start, Math.min(end, start + bodyHead))
  const [, sha256, size, kept] = bodyLine.exec(head) ?? []
  if (sha256 === undefined) return undefined
  return { t: 'body', sha256, size: Number(size), kept: Number(kept) } satisfies BodyLine
}

function startsWith(lines: Buffer, start: number, beginning: Buffer): boolean {
  for (let index = 0; index < beginning.length; index++) {
    if (lines[start + index] !== beginning[index]) return false
  }
  return true
}

function endOfString(lines: Buffer, from: number): number {
  let end = from
  while (end < lines.length && lines[end] !== quote) end += lines[end] === backslash ? 2 : 1
  return end
}
