import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { EntryFilter } from '../entry/filter.ts'
import { HartifactError, isHartifactError } from '../errors.ts'
import type { Loss, SessionSource } from '../formats/format.ts'
import type { HarOptions } from '../formats/har/write.ts'
import { exporterFor } from '../formats/registry.ts'

/** Options of {@link Session.export}. */
export interface ExportOptions {
  /** Id of a format, when the file's extension does not say it. */
  readonly format?: string
  /** Only these entries; a text is a query. */
  readonly filter?: EntryFilter | string
  /** Options of the format itself. */
  readonly formatOptions?: HarOptions
}

/** What was written. */
export interface ExportResult {
  /** Absolute. */
  readonly path: string
  readonly entries: number
  /** What the format could not carry. */
  readonly losses: readonly Loss[]
}

/** Chunks are gathered up to this size, since exporters yield small ones. */
const blockSize = 256 * 1024

/** Writes beside the target and moves it there when it is whole: nobody ever sees half a file. */
export async function exportSession(
  source: SessionSource,
  target: string,
  options: ExportOptions,
): Promise<ExportResult> {
  const path = resolve(target)
  const exporter = exporterFor({
    path,
    ...(options.format !== undefined && { format: options.format }),
  })
  // Two exports to one path must not write into the same file.
  const temporary = `${path}.${randomUUID()}.tmp`
  const losses: Loss[] = []
  let entries = 0
  const counted: SessionSource = {
    ...source,
    async *entries() {
      entries = 0
      for await (const entry of source.entries()) {
        entries++
        yield entry
      }
    },
  }
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, 'w', 0o600)
    try {
      let block: Uint8Array[] = []
      let size = 0
      for await (const chunk of exporter.write(counted, losses, options.formatOptions)) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
        block.push(bytes)
        size += bytes.length
        if (size < blockSize) continue
        await file.writev(block)
        block = []
        size = 0
      }
      if (size > 0) await file.writev(block)
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await unlink(temporary).catch(() => {})
    if (isHartifactError(cause)) throw cause
    throw new HartifactError(
      'EXPORT_FAILED',
      `The session "${source.info.name}" could not be written to ${path}.`,
      {
        fix: 'Check that the folder is writable and the disk has space; the session itself is unharmed.',
        cause,
      },
    )
  }
  return { path, entries, losses }
}
