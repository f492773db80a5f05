import type { AppendFile, Storage } from './storage.ts'

/** Bytes of a file up to which it is remembered. */
const most = 4 * 1024 * 1024

/**
 * A view of a storage for whoever reads one session several times in a row: what was listed,
 * measured or read once is not asked for again, so that it also stays the same. For a moment, and
 * for one session only.
 */
export class RememberingStorage implements Storage {
  readonly kind: Storage['kind']
  readonly location: string
  readonly #storage: Storage
  readonly #lists = new Map<string, Promise<string[]>>()
  readonly #sizes = new Map<string, Promise<number | undefined>>()
  readonly #files = new Map<string, Promise<Uint8Array>>()

  constructor(storage: Storage) {
    this.#storage = storage
    this.kind = storage.kind
    this.location = storage.location
  }

  list(folder: string): Promise<string[]> {
    return remembered(this.#lists, folder, () => this.#storage.list(folder))
  }

  size(path: string): Promise<number | undefined> {
    return remembered(this.#sizes, path, () => this.#storage.size(path))
  }

  async read(path: string, offset: number, length: number): Promise<Uint8Array> {
    const size = (await this.size(path)) ?? Infinity
    if (size > most) return await this.#storage.read(path, offset, length)
    const file = await remembered(this.#files, path, () => this.#storage.read(path, 0, size))
    return file.subarray(offset, offset + length)
  }

  makeFolder(path: string): Promise<boolean> {
    return this.#storage.makeFolder(path)
  }

  open(path: string): Promise<AppendFile | undefined> {
    return this.#storage.open(path)
  }

  create(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.#storage.create(path, bytes)
  }

  replace(path: string, bytes: Uint8Array): Promise<void> {
    return this.#storage.replace(path, bytes)
  }

  readAll(path: string): Promise<Uint8Array | undefined> {
    return this.#storage.readAll(path)
  }

  peek(
    folder: string,
    file: string,
  ): Promise<{ readonly names: string[]; readonly bytes: Uint8Array | undefined }> {
    return this.#storage.peek(folder, file)
  }

  touch(path: string): Promise<void> {
    return this.#storage.touch(path)
  }

  modifiedAt(path: string): Promise<number | undefined> {
    return this.#storage.modifiedAt(path)
  }

  move(from: string, to: string): Promise<void> {
    return this.#storage.move(from, to)
  }

  remove(path: string): Promise<void> {
    return this.#storage.remove(path)
  }

  /** Lets go of nothing: the storage below belongs to somebody else. */
  async close(): Promise<void> {}
}

function remembered<T>(
  known: Map<string, Promise<T>>,
  key: string,
  ask: () => Promise<T>,
): Promise<T> {
  let answer = known.get(key)
  if (answer === undefined) {
    answer = ask()
    known.set(key, answer)
  }
  return answer
}
