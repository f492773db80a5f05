import type { BodyRef } from '../entry/entry.ts'
import type { HartifactError } from '../errors.ts'
import { within } from '../within.ts'
import { type Batch, emptyBatch, isEmpty, sizeOfChunk, sizeOfLine } from './batch.ts'
import { type BodySink, BodyWriter } from './body-writer.ts'
import type { DiskQueue } from './disk-queue.ts'
import { encodeLine } from './journal.ts'
import type { JournalLine } from './journal-line.ts'
import { JournalWriter, type PendingBody, type PendingLine } from './journal-writer.ts'
import type { PackWriter } from './pack-writer.ts'
import { RecentBodies } from './recent-bodies.ts'
import { closedSegment, slowDisk, storageFault } from './storage-fault.ts'
import type { StoredBody } from './stored-body.ts'
import { takeSlice } from './take-slice.ts'

/** Bytes of a body that are kept unless the caller says otherwise. */
export const defaultBodyLimit: number = 50 * 1024 * 1024

/** Bytes of one write: few enough that also a slow disk shows that it is not a dead one. */
const writeSize = 1024 * 1024

/** What a {@link SegmentWriter} stands on; `openWriter` puts it together. */
export interface SegmentParts {
  readonly segment: number
  readonly journal: JournalWriter
  readonly pack: PackWriter
  readonly queue: DiskQueue
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
 * rejected (nobody has to look at it), it is counted, and the next write tries again. What waits for
 * the disk is bounded, see {@link DiskQueue}; what does not fit is counted as well.
 */
export class SegmentWriter {
  readonly segment: number
  readonly #parts: SegmentParts
  readonly #sink: BodySink
  readonly #bodies = new RecentBodies()
  #coming: Batch = emptyBatch()
  #going: Batch = emptyBatch()
  #pumping: Promise<void> | undefined
  #fault: HartifactError | undefined
  #closing: Promise<SegmentOutcome> | undefined
  #revoked: HartifactError | undefined

  /** Use `openWriter`. */
  constructor(parts: SegmentParts) {
    this.segment = parts.segment
    this.#parts = parts
    this.#sink = {
      queue: parts.queue,
      spill: (body, chunks) => this.#spill(body, chunks),
      has: (sha256, kept) => this.#bodies.has(sha256, kept),
      finish: (body) => this.#finish(body),
      cut: () => this.#report(slowDisk('keep the rest of a body')),
    }
  }

  /** The first thing that could not be written. From then on the session is degraded. */
  get fault(): HartifactError | undefined {
    return this.#fault
  }

  /** Bytes in memory that wait for the disk. */
  get waiting(): number {
    return this.#parts.queue.waiting
  }

  /**
   * Resolves when the line, and every body ended before, is with the operating system: then it
   * survives the end of this process. The line is taken as it is now. Need not be awaited.
   *
   * @throws STORE_FULL, STORE_UNWRITABLE, STORE_SLOW when it was not written
   * @throws RECORDING_STOPPED after {@link SegmentWriter.close}
   * @throws INVALID_ARGUMENT for what JSON cannot hold
   */
  append(line: JournalLine): Promise<void> {
    const appended = new Promise<void>((resolve, reject) => {
      if (this.#closing !== undefined) throw closedSegment()
      const dated = line.t === 'info' ? { at: new Date().toISOString(), ...line } : line
      const lost = (error: Error): void => reject(storageFault(error, `write a "${line.t}" line`))
      this.#push({ kind: line.t, bytes: encodeLine(dated), written: resolve, lost })
    })
    // The proxy goes on without awaiting each line; a full disk must not end the process.
    appended.catch(() => {})
    return appended
  }

  /**
   * Settles when the disk has caught up, or has stalled; undefined when nobody need wait. For whoever
   * appends lines without end: the messages of a WebSocket.
   */
  room(): Promise<void> | undefined {
    return this.#parts.queue.room()
  }

  /** Takes a body that streams by, of which at most `limit` bytes are kept. */
  body(limit: number = defaultBodyLimit): BodyWriter {
    return new BodyWriter(this.#sink, limit)
  }

  /** Takes a body, or what was kept of it, of which size and hash are known. Waits for room. */
  async stored(
    { sha256, size }: Pick<BodyRef, 'sha256' | 'size'>,
    kept: Uint8Array,
  ): Promise<void> {
    const body = this.body(Infinity)
    void body.write(kept)
    body.end({ sha256, size })
    await this.room()
  }

  /** Resolves when all that was given so far is written, or lost. Never rejects. */
  async flush(): Promise<void> {
    if (this.#pumping === undefined) return
    await new Promise<void>((resolve) => this.#coming.flushes.push(resolve))
  }

  /**
   * Writes what is left and ends the segment. Never rejects; safe to call twice.
   *
   * @param waitMs - how long a disk that takes nothing is waited for, in ms
   */
  close(waitMs: number = 10_000): Promise<SegmentOutcome> {
    this.#closing ??= this.#close(waitMs)
    return this.#closing
  }

  async #close(waitMs: number): Promise<SegmentOutcome> {
    const { journal, pack } = this.#parts
    if (!(await this.#endsWithin(waitMs))) {
      this.#report(new Error(`the disk did not answer within ${waitMs} ms`))
      this.#dropQueue()
    }
    this.#parts.queue.close()
    await within(waitMs, Promise.allSettled([journal.close(), pack.close()]))
    await within(waitMs, this.#parts.release())
    const lost = journal.lost.total
    return { lost, ...(this.#fault !== undefined && { fault: this.#fault }) }
  }

  /** A slow disk gets the time it needs, as long as less and less waits for it. */
  async #endsWithin(waitMs: number): Promise<boolean> {
    const ended = this.#end()
    let before = Infinity
    while (this.waiting < before) {
      before = this.waiting
      if (await within(waitMs, ended)) return true
    }
    return false
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
    if (this.#closing !== undefined || this.#revoked !== undefined) {
      body.broken = true
      return
    }
    for (const bytes of chunks) {
      this.#coming.chunks.push({ body, bytes })
      this.#parts.queue.add(bytes.byteLength)
    }
    this.#start()
  }

  #finish(body: StoredBody): void {
    if (this.#closing !== undefined) return
    const { sha256, wanted } = body
    this.#bodies.add(sha256, wanted)
    // The next body like it is stored again, since this one is not there.
    this.#push({ kind: 'body', body, incomplete: () => this.#bodies.delete(sha256) })
  }

  /** The right to write has been taken away: what comes from now on is lost, and counted. */
  revoke(why: HartifactError): void {
    if (this.#closing !== undefined) return
    this.#revoked ??= why
    this.#report(why)
  }

  #push(line: PendingLine | PendingBody): void {
    const { queue } = this.#parts
    if (this.#revoked !== undefined) {
      this.#lose(line, this.#revoked)
      return
    }
    if (!queue.takesLines) {
      const error = slowDisk(`keep a "${line.kind}" line`)
      this.#report(error)
      this.#lose(line, error)
      return
    }
    this.#coming.lines.push(line)
    queue.add(sizeOfLine(line))
    this.#start()
  }

  #start(): void {
    this.#pumping ??= this.#pump()
  }

  async #pump(): Promise<void> {
    // What is given in the same turn is written together.
    await Promise.resolve()
    const { journal, pack } = this.#parts
    while (!isEmpty(this.#coming)) {
      this.#going = this.#coming
      this.#coming = emptyBatch()
      const { chunks, flushes, lines } = this.#going
      await this.#drain(chunks, sizeOfChunk, (slice) => pack.write(slice))
      await this.#drain(lines, sizeOfLine, (slice) => journal.write(slice))
      for (const done of flushes.splice(0)) done()
    }
    this.#pumping = undefined
  }

  /** Writes all items, some at a time, and lets go of each when the disk has answered for it. */
  async #drain<T>(
    items: T[],
    size: (item: T) => number,
    write: (slice: T[]) => Promise<Error | undefined>,
  ): Promise<void> {
    const { queue } = this.#parts
    while (items.length > 0) {
      const taken = takeSlice(items, writeSize, size)
      const error = await queue.watch(write(taken.slice))
      if (error !== undefined) this.#report(error)
      queue.done(taken.size)
    }
  }

  #dropQueue(): void {
    const error = new Error('the disk did not answer')
    for (const { chunks, flushes, lines } of [this.#going, this.#coming]) {
      for (const line of lines.splice(0)) this.#lose(line, error)
      chunks.length = 0
      for (const go of flushes.splice(0)) go()
    }
  }

  #lose(line: PendingLine | PendingBody, error: Error): void {
    this.#parts.journal.lost.add(line.kind)
    if ('bytes' in line) line.lost(error)
    else line.incomplete()
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
