import type { HeaderList } from '../../entry/headers.ts'

/** One part of a multipart body. */
export interface Part {
  readonly headers: HeaderList
  readonly bytes: Uint8Array
}

/** More parts than that are no message, but an attack. */
const mostParts = 10_000

/**
 * Splits a multipart body (RFC 2046 §5.1.1). A missing last boundary is forgiven; a missing
 * `boundary` parameter is guessed from the first line.
 *
 * @returns `undefined` when the boundary is nowhere in the body
 */
export function splitParts(
  bytes: Uint8Array,
  boundary: string | undefined = firstLine(bytes),
): Part[] | undefined {
  if (!boundary) return undefined
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const delimiter = Buffer.from(`--${boundary}`, 'latin1')
  let start = body.indexOf(delimiter)
  if (start < 0) return undefined
  const parts: Part[] = []
  while (start >= 0 && parts.length < mostParts) {
    const begin = start + delimiter.length
    if (body.toString('latin1', begin, begin + 2) === '--') break
    const next = body.indexOf(`\n--${boundary}`, begin, 'latin1')
    parts.push(readPart(body.subarray(lineEnd(body, begin), next < 0 ? body.length : next)))
    start = next < 0 ? -1 : next + 1
  }
  return parts
}

function firstLine(bytes: Uint8Array): string | undefined {
  const line = Buffer.from(bytes.subarray(0, 80)).toString('latin1')
  return /^--([^\r\n]{1,70})\r?\n/.exec(line)?.[1]
}

/** The position behind the line that `start` is in. */
function lineEnd(body: Buffer, start: number): number {
  const end = body.indexOf('\n', start)
  return end < 0 ? body.length : end + 1
}

function readPart(part: Buffer): Part {
  // The line break before the next boundary belongs to the boundary.
  const end = part.at(-1) === 13 ? part.length - 1 : part.length
  const headers: Array<readonly [string, string]> = []
  let start = 0
  while (start < end) {
    const next = lineEnd(part, start)
    const line = part.toString('utf8', start, Math.min(next, end)).trim()
    const colon = line.indexOf(':')
    if (line !== '' && colon < 0) break
    start = next
    if (line === '') break
    headers.push([line.slice(0, colon), line.slice(colon + 1).trim()])
  }
  return { headers, bytes: part.subarray(Math.min(start, end), end) }
}
