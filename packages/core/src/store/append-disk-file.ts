import type { FileHandle } from 'node:fs/promises'
import type { Appended, AppendFile } from './storage.ts'

/** An {@link AppendFile} on a file that was opened with `O_APPEND`. */
export class AppendDiskFile implements AppendFile {
  readonly #handle: FileHandle
  #size = 0

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  get size(): number {
    return this.#size
  }

  async append(chunks: readonly Uint8Array[]): Promise<Appended> {
    let rest = chunks.filter((chunk) => chunk.byteLength > 0)
    let written = 0
    try {
      while (rest.length > 0) {
        const { bytesWritten } = await this.#handle.writev(rest)
        // A full disk may take a part, or nothing, without an error.
        if (bytesWritten === 0) throw new Error('The system wrote nothing and gave no reason')
        written += bytesWritten
        this.#size += bytesWritten
        rest = after(rest, bytesWritten)
      }
      return { written }
    } catch (error) {
      await this.#measure()
      return { written, error: error as Error }
    }
  }

  async sync(): Promise<void> {
    await this.#handle.datasync()
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  /** After an error nobody has promised how much of the last write is in the file. */
  async #measure(): Promise<void> {
    try {
      this.#size = (await this.#handle.stat()).size
    } catch {
      // Then the count of what was written is the best there is.
    }
  }
}

function after(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count
  let index = 0
  while (index < chunks.length && skip >= chunks[index]!.byteLength) {
    skip -= chunks[index]!.byteLength
    index++
  }
  const rest = chunks.slice(index)
  if (skip > 0) rest[0] = rest[0]!.subarray(skip)
  return rest
}
