import type { Appended, AppendFile, Storage } from './storage.ts'

/** Which calls of a {@link FaultyStorage} fail, and how. */
export interface Fault {
  /** The first call that fails; calls count from 1, those of open files too. */
  readonly call: number
  /** How many fail from there on; default 1. */
  readonly count?: number
  /** `ENOSPC`, `EIO`, …; `short` is an append of which only a part is written; `hang` never ends. */
  readonly code: string
}

/** A storage that fails as told. Everything else goes to the storage behind it. */
export class FaultyStorage implements Storage {
  readonly kind: 'disk' | 'memory'
  readonly location: string
  /** Calls so far. */
  calls = 0
  /** Calls that failed so far. */
  failed = 0
  fault: Fault | undefined
  /** Largest single append, in bytes. */
  largest = 0
  readonly #inner: Storage
  /** Appends that may still go on without waiting. */
  #passes = Infinity
  #held: Array<() => void> = []
  #watchers: Array<() => void> = []

  constructor(inner: Storage, fault?: Fault) {
    this.#inner = inner
    this.kind = inner.kind
    this.location = inner.location
    this.fault = fault
  }

  /** From now on appends wait until they are let through. */
  hold(): void {
    this.#passes = 0
  }

  /** Lets so many appends through, waiting ones first; all of them unless told otherwise. */
  release(count: number = Infinity): void {
    this.#passes += count
    while (this.#passes > 0 && this.#held.length > 0) {
      this.#passes--
      this.#held.shift()?.()
    }
  }

  /** Resolves when an append waits. */
  async holding(): Promise<void> {
    if (this.#held.length > 0) return
    await new Promise<void>((resolve) => this.#watchers.push(resolve))
  }

  async list(folder: string): Promise<string[]> {
    await this.#call()
    return this.#inner.list(folder)
  }
  async makeFolder(path: string): Promise<boolean> {
    await this.#call()
    return this.#inner.makeFolder(path)
  }
  async open(path: string): Promise<AppendFile | undefined> {
    await this.#call()
    const file = await this.#inner.open(path)
    return file && this.#wrap(file)
  }
  async create(path: string, bytes: Uint8Array): Promise<boolean> {
    await this.#call()
    return this.#inner.create(path, bytes)
  }
  async replace(path: string, bytes: Uint8Array): Promise<void> {
    await this.#call()
    return this.#inner.replace(path, bytes)
  }
  async read(path: string, offset: number, length: number): Promise<Uint8Array> {
    await this.#call()
    return this.#inner.read(path, offset, length)
  }
  async readAll(path: string): Promise<Uint8Array | undefined> {
    await this.#call()
    return this.#inner.readAll(path)
  }
  async peek(
    folder: string,
    file: string,
  ): Promise<{ names: string[]; bytes: Uint8Array | undefined }> {
    return { names: await this.list(folder), bytes: await this.readAll(`${folder}/${file}`) }
  }
  async size(path: string): Promise<number | undefined> {
    await this.#call()
    return this.#inner.size(path)
  }
  async touch(path: string): Promise<void> {
    await this.#call()
    return this.#inner.touch(path)
  }
  async modifiedAt(path: string): Promise<number | undefined> {
    await this.#call()
    return this.#inner.modifiedAt(path)
  }
  async move(from: string, to: string): Promise<void> {
    await this.#call()
    return this.#inner.move(from, to)
  }
  async remove(path: string): Promise<void> {
    await this.#call()
    return this.#inner.remove(path)
  }
  async close(): Promise<void> {
    await this.#inner.close()
  }

  #wrap(file: AppendFile): AppendFile {
    return {
      get size() {
        return file.size
      },
      append: async (chunks) => this.#append(file, chunks),
      sync: async () => {
        await this.#call()
        await file.sync()
      },
      close: async () => {
        await file.close()
        await this.#call()
      },
    }
  }

  async #append(file: AppendFile, chunks: readonly Uint8Array[]): Promise<Appended> {
    const code = this.#next()
    await this.#pass()
    const size = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
    this.largest = Math.max(this.largest, size)
    if (code === undefined) return file.append(chunks)
    if (code === 'hang') return forever()
    if (code !== 'short') return { written: 0, error: systemError(code) }
    const all = Buffer.concat(chunks)
    const { written } = await file.append([all.subarray(0, Math.floor(all.length * 0.6))])
    return { written, error: systemError('ENOSPC') }
  }

  async #pass(): Promise<void> {
    if (this.#passes > 0) {
      this.#passes--
      return
    }
    const passed = new Promise<void>((resolve) => this.#held.push(resolve))
    for (const seen of this.#watchers.splice(0)) seen()
    await passed
  }

  async #call(): Promise<void> {
    const code = this.#next()
    if (code === 'hang') await forever()
    if (code !== undefined) throw systemError(code === 'short' ? 'ENOSPC' : code)
  }

  #next(): string | undefined {
    this.calls++
    const { fault } = this
    if (fault === undefined || this.calls < fault.call) return undefined
    if (this.calls >= fault.call + (fault.count ?? 1)) return undefined
    this.failed++
    return fault.code
  }
}

async function forever(): Promise<never> {
  return new Promise<never>(() => {})
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as told`), { code })
}
