import { within } from '../within.ts'

const mebibyte = 1024 * 1024

/** Bytes, in memory, that are not with the disk yet. */
export interface QueueLimits {
  /** From here on whoever brings more to this segment is asked to wait. */
  readonly segment: number
  /** The same for all segments of this thread together. */
  readonly total: number
  /** What a segment may have waiting all the same: a dead disk of one must not stop the others. */
  readonly share: number
  /** Beyond those limits, for lines: they cannot wait, and what does not fit here is lost. */
  readonly lines: number
  /** Small pieces of bodies that wait for more of their kind, of all segments together. */
  readonly gathered: number
}

export const queueLimits: QueueLimits = {
  // More would show in the peak of a large body: V8 is slow to give such memory back.
  segment: 4 * mebibyte,
  total: 48 * mebibyte,
  share: mebibyte,
  lines: 28 * mebibyte,
  gathered: 16 * mebibyte,
}

/** What the segments of a thread have in memory together. */
export interface QueueTotal {
  waiting: number
  gathered: number
}

const threadTotal: QueueTotal = { waiting: 0, gathered: 0 }

/**
 * Counts what one segment has waiting for the disk, and decides who waits. As long as the disk takes
 * something, whoever brings bodies is asked to wait for it; nobody waits for one that has stalled.
 */
export class DiskQueue {
  readonly #stall: number
  readonly #total: QueueTotal
  #waiting = 0
  #isStalled = false
  #isClosed = false
  #waiters: Array<() => void> = []

  /**
   * @param stall - milliseconds without any progress after which the disk counts as stalled
   * @param total - shared by the segments whose memory adds up
   */
  constructor(stall: number, total: QueueTotal = threadTotal) {
    this.#stall = stall
    this.#total = total
  }

  /** Bytes that wait for the disk. */
  get waiting(): number {
    return this.#waiting
  }

  get isStalled(): boolean {
    return this.#isStalled
  }

  /** Whether more of a body can be kept: not when the disk has stalled and much waits for it. */
  get takesBodies(): boolean {
    return !(this.#isStalled && this.#exceeds(0))
  }

  /** Whether another line can be kept. */
  get takesLines(): boolean {
    return !this.#exceeds(queueLimits.lines)
  }

  /**
   * Settles when more can be brought without the queue growing, or the disk has stalled; undefined
   * when that is now.
   */
  room(): Promise<void> | undefined {
    if (this.#isStalled || !this.#exceeds(0)) return undefined
    return new Promise((resolve) => this.#waiters.push(resolve))
  }

  /** Whether that many more bytes of a body may be held until there are enough of them to write. */
  gather(bytes: number): boolean {
    if (this.#total.gathered + bytes > queueLimits.gathered) return false
    this.#total.gathered += bytes
    return true
  }

  /** They need not be held any more. */
  ungather(bytes: number): void {
    this.#total.gathered -= bytes
  }

  add(bytes: number): void {
    if (this.#isClosed) return
    this.#waiting += bytes
    this.#total.waiting += bytes
  }

  /** The disk has taken them, or refused them. */
  done(bytes: number): void {
    if (this.#isClosed) return
    this.#waiting -= bytes
    this.#total.waiting -= bytes
    if (!this.#exceeds(0)) this.#wake()
  }

  /** Waits for one write, and notices when it takes too long. */
  async watch<T>(write: Promise<T>): Promise<T> {
    if (!(await within(this.#stall, write))) {
      this.#isStalled = true
      this.#wake()
    }
    try {
      return await write
    } finally {
      this.#isStalled = false
    }
  }

  /** Nothing that waits will be written any more. */
  close(): void {
    this.done(this.#waiting)
    this.#isClosed = true
    this.#wake()
  }

  #exceeds(extra: number): boolean {
    const { segment, share, total } = queueLimits
    if (this.#waiting > segment + extra) return true
    return this.#total.waiting > total + extra && this.#waiting > share
  }

  #wake(): void {
    for (const go of this.#waiters.splice(0)) go()
  }
}
