import type { StoredBody } from './stored-body.ts'
import type { AppendFile, Storage } from './storage.ts'

/** Bytes of a body that wait for the pack. */
export interface PackChunk {
  readonly body: StoredBody
  readonly bytes: Uint8Array
}

/** Writes bodies to the pack of one segment; the file is made when the first one comes. */
export class PackWriter {
  readonly #storage: Storage
  readonly #path: string
  #file: AppendFile | undefined

  constructor(storage: Storage, path: string) {
    this.#storage = storage
    this.#path = path
  }

  /**
   * Writes the chunks and tells their bodies where they are. A body whose chunk did not get there
   * whole is marked as broken. Returns why, if so; never rejects.
   */
  async write(chunks: readonly PackChunk[]): Promise<Error | undefined> {
    const wanted = chunks.filter(({ body }) => !body.broken)
    let file: AppendFile
    try {
      file = this.#file ??= await this.#open()
    } catch (error) {
      for (const { body } of wanted) body.broken = true
      return error as Error
    }
    let offset = file.size
    const { written, error } = await file.append(wanted.map(({ bytes }) => bytes))
    let left = written
    for (const { body, bytes } of wanted) {
      const length = Math.min(left, bytes.byteLength)
      if (!body.broken) body.placed(offset, length)
      if (length < bytes.byteLength) body.broken = true
      offset += length
      left -= length
    }
    return error
  }

  async sync(): Promise<void> {
    await this.#file?.sync()
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  async #open(): Promise<AppendFile> {
    const file = await this.#storage.open(this.#path)
    if (file === undefined) throw new Error(`${this.#path} is there already`)
    return file
  }
}
