import { encodeLine } from './journal.ts'
import type { JournalLine } from './journal-line.ts'
import { LostCounts } from './lost-counts.ts'
import type { StoredBody } from './stored-body.ts'
import type { AppendFile } from './storage.ts'

/** A line that waits for the journal. */
export interface PendingLine {
  readonly kind: string
  readonly bytes: Buffer
  written(): void
  /** `error` is what the system said. */
  lost(error: Error): void
}

/** A body's line can be made only when its bytes are in the pack. */
export interface PendingBody {
  readonly kind: 'body'
  readonly body: StoredBody
  /** Told when what the journal says of the body is less than its bytes. */
  incomplete(): void
}

/** Writes the lines of one segment. After a failed write it begins anew on a new line. */
export class JournalWriter {
  /** Lines written, by `t`. */
  readonly counts: Record<string, number> = {}
  readonly lost: LostCounts = new LostCounts()
  readonly #file: AppendFile
  #isTorn = false

  constructor(file: AppendFile) {
    this.#file = file
  }

  /** Writes the lines in one go. Returns why some could not be written, if so; never rejects. */
  async write(items: ReadonlyArray<PendingLine | PendingBody>): Promise<Error | undefined> {
    const lines = [...this.#tellLost(), ...items.map((item) => this.#prepare(item))]
    const prefix = this.#isTorn ? '\n' : ''
    const chunks = lines.map(({ bytes }) => bytes)
    const { written, error } = await this.#file.append([Buffer.from(prefix), ...chunks])
    // Nothing is known of the end of the file after an error.
    this.#isTorn = error !== undefined
    let end = prefix.length
    for (const line of lines) {
      end += line.bytes.byteLength
      // A line that lacks just its newline is whole: the next write begins with one.
      if (error === undefined || end - 1 <= written) {
        this.counts[line.kind] = (this.counts[line.kind] ?? 0) + 1
        line.written()
      } else {
        line.lost(error)
      }
    }
    return error
  }

  async sync(): Promise<void> {
    await this.#file.sync()
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  #prepare(item: PendingLine | PendingBody): PendingLine {
    if ('bytes' in item) {
      const lost = (error: Error): void => {
        this.lost.add(item.kind)
        item.lost(error)
      }
      return { kind: item.kind, bytes: item.bytes, written: () => item.written(), lost }
    }
    const line = item.body.line()
    const incomplete = (): void => {
      this.lost.add('body')
      item.incomplete()
    }
    const written = (): void => {
      const { broken, cut, wanted } = item.body
      if (line.kept < wanted || broken || cut) incomplete()
    }
    return { kind: 'body', bytes: encodeLine(line), written, lost: incomplete }
  }

  #tellLost(): PendingLine[] {
    return this.lost.lines().map((line) => ({
      kind: 'lost',
      bytes: encodeLine(line),
      written: () => this.lost.told(line),
      lost: () => {},
    }))
  }

  /** A line made by the segment itself. */
  static own(line: JournalLine): PendingLine {
    return { kind: line.t, bytes: encodeLine(line), written: () => {}, lost: () => {} }
  }
}
