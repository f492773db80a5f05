import type { PendingBody, PendingLine } from './journal-writer.ts'
import type { PackChunk } from './pack-writer.ts'

/** What a waiting line costs in memory beside its bytes. */
const lineOverhead = 256

/** What is written together: first the chunks, then the lines that refer to them. */
export interface Batch {
  readonly chunks: PackChunk[]
  readonly lines: Array<PendingLine | PendingBody>
  /** Told when all of it is written, or lost. */
  readonly flushes: Array<() => void>
}

export function emptyBatch(): Batch {
  return { chunks: [], lines: [], flushes: [] }
}

export function isEmpty({ chunks, flushes, lines }: Batch): boolean {
  return chunks.length === 0 && lines.length === 0 && flushes.length === 0
}

/** Bytes that a chunk keeps in memory. */
export function sizeOfChunk({ bytes }: PackChunk): number {
  return bytes.byteLength
}

/** Bytes that a line keeps in memory. */
export function sizeOfLine(line: PendingLine | PendingBody): number {
  const bytes = 'bytes' in line ? line.bytes : line.body.inline
  return lineOverhead + (bytes?.byteLength ?? 0)
}
