import { HartifactError } from '../errors.ts'
import { type BodySink, BodyWriter } from './body-writer.ts'
import { encodeLine } from './journal.ts'
import type { JournalLine } from './journal-line.ts'
import { JournalWriter, type PendingBody, type PendingLine } from './journal-writer.ts'
import type { PackChunk, PackWriter } from './pack-writer.ts'
import { storageFault } from './storage-fault.ts'
import type { StoredBody } from './stored-body.ts'

/** Bytes of a body that are kept unless the caller says otherwise. */
export const defaultBodyLimit: number = 50 * 1024 * 1024

/** Bytes that may wait for the disk before `ready()` makes its callers wait. */
const queueLimit = 32 * 1024 * 1024

/** What a {@link SegmentWriter} stands on; `openWriter` puts it together. */
export interface SegmentParts {
  readonly segment: number
  readonly journal: JournalWriter
  readonly pack: PackWriter
  /** Lets go of the segment's lock. */
  release(): Promise<void>
  /** Told once, at the first thing that could not be written. */
  onFault?(fault: HartifactError): void
}

/** What became of a segment. */
export interface SegmentOutcome {
  /** Lines and bodies that could not be written. */
  readonly lost: number
  /** The first fault, if there was one. */
  readonly fault?: HartifactError
}

/**
 * Writes one segment of a session: the one writer it will ever have. Bodies go to the pack, then
 * the lines that refer to them go to the journal, then they are acknowledged. All that came in while
 * the last write was under way goes out with the next one.
 *
 * Nothing throws at whoever records. When the disk refuses something, the promise for that line is
 * rejected (nobody has to look at it), it is counted, and the next write tries again.
 */
export class SegmentWriter {
  readonly segment: number
  readonly #parts: SegmentParts
  readonly #sink: BodySink
  readonly #bodies = new Map<string, number>()
  #lines: Array<PendingLine | PendingBody> = []
  #chunks: PackChunk[] = []
  #queued = 0
  #pumping: Promise<void> | undefined
  #flushes: Array<() => void> = []
  #waiting: Array<() => void> = []
  #fault: HartifactError | undefined
  #closing: Promise<SegmentOutcome> | undefined

  /** Use `openWriter`. */
  constructor(parts: SegmentParts) {
    this.segment = parts.segment
    this.#parts = parts
    this.#sink = {
      spill: (body, chunks) => this.#spill(body, chunks),
      has: (sha256, kept) => (this.#bodies.get(sha256) ?? -1) >= kept,
      finish: (body) => this.#finish(body),
      ready: () => this.ready(),
    }
  }

  /** The first thing that could not be written. From then on the session is degraded. */
  get fault(): HartifactError | undefined {
    return this.#fault
  }

  /**
   * Resolves when the line, and every body ended before, is with the operating system: then it
   * survives the end of this process. The line is taken as it is now. Need not be awaited.
   *
   * @throws STORE_FULL, STORE_UNWRITABLE when it was not written
   * @throws RECORDING_STOPPED after {@link SegmentWriter.close}
   * @throws INVALID_ARGUMENT for what JSON cannot hold
   */
  append(line: JournalLine): Promise<void> {
    const appended = new Promise<void>((resolve, reject) => {
      if (this.#closing !== undefined) throw closed()
      const dated = line.t === 'info' ? { at: new Date().toISOString(), ...line } : line
      const lost = (error: Error): void => reject(storageFault(error, `write a "${line.t}" line`))
      this.#push({ kind: line.t, bytes: encodeLine(dated), written: resolve, lost })
    })
    // The proxy goes on without awaiting each line; a full disk must not end the process.
    appended.catch(() => {})
    return appended
  }

  /** Takes a body that streams by, of which at most `limit` bytes are kept. */
  body(limit: number = defaultBodyLimit): BodyWriter {
    return new BodyWriter(this.#sink, limit)
  }

  /** Resolves when no more than 32 MB wait for the disk: usually at once. */
  async ready(): Promise<void> {
    if (this.#queued <= queueLimit) return
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Resolves when all that was given so far is written, or lost. Never rejects. */
  async flush(): Promise<void> {
    if (this.#pumping === undefined) return
    await new Promise<void>((resolve) => this.#flushes.push(resolve))
  }

  /**
   * Writes what is left and ends the segment. Never rejects; safe to call twice.
   *
   * @param waitMs - how long a disk that does not answer is waited for, in ms
   */
  close(waitMs: number = 10_000): Promise<SegmentOutcome> {
    this.#closing ??= this.#close(waitMs)
    return this.#closing
  }

  async #close(waitMs: number): Promise<SegmentOutcome> {
    const { journal, pack } = this.#parts
    const inTime = await within(waitMs, this.#end())
    if (!inTime) {
      this.#report(new Error(`the disk did not answer within ${waitMs} ms`))
      this.#dropQueue()
    }
    await within(waitMs, Promise.allSettled([journal.close(), pack.close()]))
    await within(waitMs, this.#parts.release())
    const lost = journal.lost.total
    return { lost, ...(this.#fault !== undefined && { fault: this.#fault }) }
  }

  async #end(): Promise<void> {
    await this.flush()
    const { journal, pack } = this.#parts
    const at = new Date().toISOString()
    const counts = { ...journal.counts, lost: journal.lost.total }
    const error = await journal.write([JournalWriter.own({ t: 'end', at, counts })])
    if (error !== undefined) this.#report(error)
    const synced = await Promise.allSettled([pack.sync(), journal.sync()])
    for (const result of synced) if (result.status === 'rejected') this.#report(result.reason)
  }

  #spill(body: StoredBody, chunks: readonly Uint8Array[]): void {
    if (this.#closing !== undefined) {
      body.broken = true
      return
    }
    for (const bytes of chunks) {
      this.#chunks.push({ body, bytes })
      this.#queued += bytes.byteLength
    }
    this.#start()
  }

  #finish(body: StoredBody): void {
    if (this.#closing !== undefined) return
    const { sha256, wanted } = body
    this.#bodies.set(sha256, wanted)
    // The next body like it is stored again, since this one is not there.
    this.#push({ kind: 'body', body, incomplete: () => this.#bodies.delete(sha256) })
  }

  #push(line: PendingLine | PendingBody): void {
    this.#lines.push(line)
    this.#queued += 'bytes' in line ? line.bytes.byteLength : (line.body.inline?.byteLength ?? 0)
    this.#start()
  }

  #start(): void {
    this.#pumping ??= this.#pump()
  }

  async #pump(): Promise<void> {
    // What is given in the same turn is written together.
    await Promise.resolve()
    while (this.#lines.length > 0 || this.#chunks.length > 0 || this.#flushes.length > 0) {
      const { journal, pack } = this.#parts
      const chunks = this.#chunks
      const lines = this.#lines
      const flushes = this.#flushes
      const size = this.#queued
      this.#chunks = []
      this.#lines = []
      this.#flushes = []
      const packError = chunks.length > 0 ? await pack.write(chunks) : undefined
      const error = lines.length > 0 ? await journal.write(lines) : undefined
      for (const fault of [packError, error]) if (fault !== undefined) this.#report(fault)
      this.#queued -= size
      for (const done of flushes) done()
      if (this.#queued <= queueLimit) for (const go of this.#waiting.splice(0)) go()
    }
    this.#pumping = undefined
  }

  #dropQueue(): void {
    const error = new Error('the disk did not answer')
    for (const line of this.#lines.splice(0)) {
      this.#parts.journal.lost.add(line.kind)
      if ('bytes' in line) line.lost(error)
    }
    this.#chunks = []
    for (const go of [...this.#flushes.splice(0), ...this.#waiting.splice(0)]) go()
  }

  #report(error: unknown): void {
    if (this.#fault !== undefined) return
    this.#fault = storageFault(error, 'write all of the session')
    try {
      this.#parts.onFault?.(this.#fault)
    } catch {
      // Whoever was told has a fault of its own; that must not stop the writing.
    }
  }
}

function closed(): HartifactError {
  return new HartifactError('RECORDING_STOPPED', 'This segment has been closed.', {
    fix: 'Open another writer for the session.',
  })
}

/** Whether `work` ended within `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  const done = work.then(
    () => true,
    () => true,
  )
  const inTime = await Promise.race([done, late])
  clearTimeout(timer)
  return inTime
}
