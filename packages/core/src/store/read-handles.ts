import { open, type FileHandle } from 'node:fs/promises'

const most = 8
const idleMs = 1000

/** Bytes that are read at least: what is asked for next mostly stands beside. */
const blockSize = 32 * 1024

/** A part of a file that only grows, so it stays true. */
interface Block {
  readonly offset: number
  readonly bytes: Uint8Array
}

interface Lease {
  readonly handle: Promise<FileHandle>
  users: number
  idle: boolean
  /** What was read last. */
  block?: Block
}

/**
 * Keeps the few files that are being read open between two reads: opening and closing costs more
 * than reading a body. A file is let go when it was not read for a second, since an open file
 * cannot be moved on Windows.
 */
export class ReadHandles {
  readonly #leases = new Map<string, Lease>()
  #sweeper: NodeJS.Timeout | undefined

  /** `length` bytes of `file` at `offset`, or what there is of them. */
  async read(file: string, offset: number, length: number): Promise<Uint8Array> {
    const lease = this.#lease(file)
    const known = partOf(lease.block, offset, length)
    if (known) {
      lease.idle = false
      return known
    }
    lease.users++
    lease.idle = false
    try {
      const bytes = await fill(await lease.handle, offset, Math.max(length, blockSize))
      if (length < blockSize) lease.block = { offset, bytes }
      return bytes.subarray(0, length)
    } catch (error) {
      void this.#drop(file, lease)
      throw error
    } finally {
      lease.users--
      if (lease.users === 0 && this.#leases.get(file) !== lease) await shut(lease)
    }
  }

  /** Lets go of `path` and of everything below it. */
  async forget(path: string): Promise<void> {
    const below = [...this.#leases].filter(([file]) => file.startsWith(path))
    await Promise.all(below.map(async ([file, lease]) => this.#drop(file, lease)))
  }

  /** Lets go of everything. */
  async close(): Promise<void> {
    await this.forget('')
  }

  #lease(file: string): Lease {
    const found = this.#leases.get(file)
    // Last in the map is used last.
    this.#leases.delete(file)
    const lease = found ?? { handle: open(file, 'r'), users: 0, idle: false }
    this.#leases.set(file, lease)
    for (const [other, old] of this.#leases) {
      if (this.#leases.size <= most) break
      void this.#drop(other, old)
    }
    this.#sweeper ??= setInterval(() => this.#sweep(), idleMs).unref()
    return lease
  }

  #sweep(): void {
    for (const [file, lease] of this.#leases) {
      if (lease.idle) void this.#drop(file, lease)
      lease.idle = lease.users === 0
    }
  }

  async #drop(file: string, lease: Lease): Promise<void> {
    if (this.#leases.get(file) === lease) this.#leases.delete(file)
    if (this.#leases.size === 0) {
      clearInterval(this.#sweeper)
      this.#sweeper = undefined
    }
    if (lease.users === 0) await shut(lease)
  }
}

function partOf(block: Block | undefined, offset: number, length: number): Uint8Array | undefined {
  if (!block) return undefined
  const start = offset - block.offset
  const isInside = start >= 0 && start + length <= block.bytes.byteLength
  return isInside ? block.bytes.subarray(start, start + length) : undefined
}

async function shut(lease: Lease): Promise<void> {
  try {
    await (await lease.handle).close()
  } catch {
    // It could not be opened, or is closed already: whoever read from it was told.
  }
}

async function fill(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
