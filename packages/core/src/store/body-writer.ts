import { createHash } from 'node:crypto'
import type { BodyRef } from '../entry/entry.ts'
import type { DiskQueue } from './disk-queue.ts'
import { inlineLimit, StoredBody } from './stored-body.ts'

/** Bytes of a body that are collected before they go to the pack. */
const spillSize = 256 * 1024

/** What a {@link BodyWriter} needs of its segment. */
export interface BodySink {
  readonly queue: Pick<DiskQueue, 'gather' | 'room' | 'takesBodies' | 'ungather'>
  /** Takes the next bytes of a body to the pack. */
  spill(body: StoredBody, chunks: readonly Uint8Array[]): void
  /** Whether the segment has `kept` bytes of this body, or is about to. */
  has(sha256: string, kept: number): boolean
  /** Takes a body that is complete. */
  finish(body: StoredBody): void
  /** Told that the rest of a body is not kept, since the disk has stalled. */
  cut(): void
}

/**
 * Takes one body as it streams by. Nothing in here waits or throws, whatever the disk does; who can
 * wait does so when {@link BodyWriter.write} returns a promise.
 */
export class BodyWriter {
  readonly #sink: BodySink
  readonly #limit: number
  readonly #hash = createHash('sha256')
  readonly #body = new StoredBody()
  #buffer: Uint8Array[] = []
  #buffered = 0
  /** Of those, the bytes that count as gathered. */
  #gathered = 0
  #spilled = false
  #abandoned = false
  #ref: BodyRef | undefined

  /** Use `SegmentWriter.body`. */
  constructor(sink: BodySink, limit: number) {
    this.#sink = sink
    this.#limit = limit
  }

  /**
   * Takes the next bytes. They must not be changed afterwards. Ignored after the end.
   *
   * @returns undefined, or a promise when much waits for the disk: more should come when it has
   *   settled, which it does in any case
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#ref !== undefined || chunk.byteLength === 0) return undefined
    this.#hash.update(chunk)
    const body = this.#body
    body.size += chunk.byteLength
    const room = this.#limit - body.wanted
    if (room <= 0 || body.broken || body.cut || this.#abandoned) return undefined
    const { queue } = this.#sink
    if (!queue.takesBodies) {
      body.cut = true
      this.#sink.cut()
      return undefined
    }
    const wanted = chunk.byteLength > room ? chunk.subarray(0, room) : chunk
    body.wanted += wanted.byteLength
    this.#buffered += wanted.byteLength
    this.#buffer.push(unshared(wanted))
    const mayGather = this.#buffered < spillSize && queue.gather(wanted.byteLength)
    if (mayGather) this.#gathered += wanted.byteLength
    else this.#spill()
    return queue.room()
  }

  /**
   * Ends the body. Safe to call twice. The reference holds the size and hash of all bytes, and
   * `truncated` when they were more than the limit. What the disk refuses afterwards is not in it;
   * a reader learns that from the `kept` of the body's line and corrects the reference.
   *
   * @param known - size and hash of the whole body, when only its beginning was given
   */
  end(known?: Pick<BodyRef, 'sha256' | 'size'>): BodyRef {
    if (this.#ref !== undefined) return this.#ref
    const body = this.#body
    if (this.#abandoned) body.wanted = 0
    body.sha256 = known?.sha256 ?? this.#hash.digest('hex')
    body.size = known?.size ?? body.size
    const { sha256, size, wanted } = body
    this.#ref = { sha256, size, ...(wanted < size && { truncated: { size: wanted } }) }
    if (size > 0 && !this.#abandoned && !this.#sink.has(sha256, wanted)) {
      if (!this.#spilled && wanted <= inlineLimit) body.inline = Buffer.concat(this.#buffer)
      else this.#spill()
      this.#sink.finish(body)
    }
    this.#forget()
    return this.#ref
  }

  /**
   * Keeps nothing of the body; nothing refers to what is in the pack of it. It can still be ended,
   * for its size and hash. Ignored after the end.
   */
  abandon(): void {
    if (this.#ref !== undefined) return
    this.#abandoned = true
    this.#forget()
  }

  #spill(): void {
    if (this.#buffered === 0) return
    this.#sink.spill(this.#body, this.#buffer)
    this.#spilled = true
    this.#forget()
  }

  #forget(): void {
    this.#sink.queue.ungather(this.#gathered)
    this.#gathered = 0
    this.#buffer = []
    this.#buffered = 0
  }
}

/** A few bytes of a large buffer would keep all of it in memory. */
function unshared(chunk: Uint8Array): Uint8Array {
  return chunk.byteLength * 2 < chunk.buffer.byteLength ? Uint8Array.from(chunk) : chunk
}
