import type { BodyLine } from './journal-line.ts'

/** Largest body that goes into the journal itself, in bytes. */
export const inlineLimit = 1024

/** A body on its way into a segment. */
export class StoredBody {
  sha256 = ''
  size = 0
  /** Leading bytes that were given to the pack or kept for the journal. */
  wanted = 0
  /** Set once a part could not be written: what comes after it would not be a prefix. */
  broken = false
  /** Set when the disk was too slow for the rest of it. */
  cut = false
  inline: Uint8Array | undefined
  #stored = 0
  readonly #extents: Array<[offset: number, length: number]> = []

  /** Leading bytes that are stored. */
  get kept(): number {
    return this.inline?.byteLength ?? this.#stored
  }

  /** The next `length` bytes of it are in the pack at `offset`. */
  placed(offset: number, length: number): void {
    if (length === 0) return
    this.#stored += length
    const last = this.#extents.at(-1)
    if (last !== undefined && last[0] + last[1] === offset) last[1] += length
    else this.#extents.push([offset, length])
  }

  line(): BodyLine {
    const { sha256, size, kept, inline } = this
    return {
      t: 'body',
      sha256,
      size,
      kept,
      ...(this.#extents.length > 0 && { at: this.#extents }),
      ...(inline !== undefined && { inline: Buffer.from(inline).toString('base64') }),
    }
  }
}
