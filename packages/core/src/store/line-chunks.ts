import { longestLine } from './journal.ts'
import type { Storage } from './storage.ts'

const chunkSize = 4 * 1024 * 1024
/** So small that V8 makes and forgets the text without effort: beyond, it costs ten times as much. */
const windowSize = 32 * 1024
const newline = 0x0a

/**
 * The bytes of a file of lines, some megabytes at a time. Each chunk begins with a line; the last one
 * need not end with one.
 *
 * @throws the reason of `signal`
 */
export async function* lineChunks(
  storage: Storage,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const end = (await storage.size(path)) ?? 0
  let want = chunkSize
  for (let next = 0; next < end;) {
    signal?.throwIfAborted()
    const bytes = await storage.read(path, next, Math.min(want, end - next))
    if (bytes.byteLength === 0) return
    const whole = bytes.lastIndexOf(newline) + 1
    const isLast = next + bytes.byteLength >= end
    // What is longer than any line is damage, wherever it is cut.
    if (whole === 0 && !isLast && want <= longestLine) {
      want *= 2
      continue
    }
    const length = whole === 0 || isLast ? bytes.byteLength : whole
    yield Buffer.from(bytes.buffer, bytes.byteOffset, length)
    next += length
    want = chunkSize
  }
}

/** The lines of a chunk as texts of several lines, in which each character is one byte. */
export function* lineTexts(chunk: Buffer): Generator<string, void, undefined> {
  for (let start = 0; start < chunk.length;) {
    const before = chunk.lastIndexOf(newline, start + windowSize - 1) + 1
    const after = before > start ? before : chunk.indexOf(newline, start + windowSize) + 1
    const end = after > start && start + windowSize < chunk.length ? after : chunk.length
    yield chunk.toString('latin1', start, end)
    start = end
  }
}
