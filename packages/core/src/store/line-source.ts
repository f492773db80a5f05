import { decodeLine } from './journal.ts'
import type { JournalLine } from './journal-line.ts'
import { journalFile } from './layout.ts'
import type { Place } from './read-body.ts'
import { readMoved } from './read-moved.ts'
import type { Storage } from './storage.ts'

const windowSize = 256 * 1024
const most = 8

interface Window {
  readonly segment: number
  readonly start: number
  readonly bytes: Uint8Array
}

/**
 * Reads lines by their places. Whoever reads entries in order asks for lines that are close
 * together, so a few windows of the journals are kept.
 */
export class LineSource {
  readonly #storage: Storage
  readonly #folder: string
  /** The one that was used last is the last. */
  #windows: Window[] = []

  constructor(storage: Storage, folder: string) {
    this.#storage = storage
    this.#folder = folder
  }

  /** The line at a place; undefined when it is no longer what was read there before. */
  async line(place: Place): Promise<JournalLine | undefined> {
    const { start, bytes } = this.#find(place) ?? (await this.#load(place))
    const begin = place.offset - start
    const line = decodeLine(bytes.subarray(begin, begin + place.length))
    return typeof line === 'string' ? undefined : line
  }

  #find({ segment, offset, length }: Place): Window | undefined {
    const index = this.#windows.findLastIndex(
      (window) =>
        window.segment === segment &&
        window.start <= offset &&
        window.start + window.bytes.byteLength >= offset + length,
    )
    const found = this.#windows[index]
    if (found !== undefined && index < this.#windows.length - 1) {
      this.#windows.splice(index, 1)
      this.#windows.push(found)
    }
    return found
  }

  async #load({ segment, offset, length }: Place): Promise<Window> {
    const path = journalFile(this.#folder, segment)
    const size = Math.max(length, windowSize)
    const window = {
      segment,
      start: offset,
      bytes: await readMoved(this.#storage, path, offset, size),
    }
    if (window.bytes.byteLength <= windowSize)
      this.#windows = [...this.#windows, window].slice(-most)
    return window
  }
}
