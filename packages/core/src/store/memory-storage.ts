import { splitPath } from './storage-path.ts'
import type { Appended, AppendFile, Storage } from './storage.ts'

/** The files and folders behind one or more {@link MemoryStorage}s. */
export type MemoryTree = Map<string, MemoryFile | 'folder'>

interface MemoryFile {
  bytes: Buffer
  /** Bytes of `bytes` that are in use; the rest is room to grow. */
  size: number
  modifiedAt: number
}

/**
 * A {@link Storage} in memory, for sessions that nobody keeps and for tests. Two that share a
 * `tree` see the same files, as two processes on one disk do.
 */
export class MemoryStorage implements Storage {
  readonly kind = 'memory'
  readonly location: string = ':memory:'
  readonly tree: MemoryTree

  constructor(tree: MemoryTree = new Map()) {
    this.tree = tree
  }

  async list(folder: string): Promise<string[]> {
    return this.#names(folder)
  }

  async makeFolder(path: string): Promise<boolean> {
    if (path === '' || this.#isTaken(path)) return false
    this.tree.set(path, 'folder')
    return true
  }

  async open(path: string): Promise<AppendFile | undefined> {
    if (this.#isTaken(path)) return undefined
    const file = newFile(Buffer.alloc(0))
    this.tree.set(path, file)
    return new AppendMemoryFile(file)
  }

  async create(path: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#isTaken(path)) return false
    this.tree.set(path, newFile(Buffer.from(bytes)))
    return true
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    this.#isTaken(path)
    if (this.tree.get(path) === 'folder') throw systemError('EISDIR', path)
    this.tree.set(path, newFile(Buffer.from(bytes)))
  }

  async read(path: string, offset: number, length: number): Promise<Uint8Array> {
    const file = this.#file(path)
    if (file === undefined) throw systemError('ENOENT', path)
    return Uint8Array.from(file.bytes.subarray(offset, Math.min(file.size, offset + length)))
  }

  async readAll(path: string): Promise<Uint8Array | undefined> {
    const file = this.#file(path)
    return file && Uint8Array.from(file.bytes.subarray(0, file.size))
  }

  async peek(
    folder: string,
    file: string,
  ): Promise<{ names: string[]; bytes: Uint8Array | undefined }> {
    return { names: await this.list(folder), bytes: await this.readAll(`${folder}/${file}`) }
  }

  async size(path: string): Promise<number | undefined> {
    return this.#file(path)?.size
  }

  async touch(path: string): Promise<void> {
    const file = this.#file(path)
    if (file === undefined) throw systemError('ENOENT', path)
    file.modifiedAt = Date.now()
  }

  async modifiedAt(path: string): Promise<number | undefined> {
    return this.#file(path)?.modifiedAt
  }

  async move(from: string, to: string): Promise<void> {
    const found = this.tree.get(from)
    if (found === undefined) throw systemError('ENOENT', from)
    this.#isTaken(to)
    // Without a pause in between: of several that move to one place, one can.
    if (this.#names(to).length > 0) throw systemError('ENOTEMPTY', to)
    const moved = [...this.tree].filter(([path]) => path === from || path.startsWith(below(from)))
    for (const [path, item] of moved) {
      this.tree.delete(path)
      this.tree.set(to + path.slice(from.length), item)
    }
  }

  async remove(path: string): Promise<void> {
    splitPath(path)
    for (const other of this.tree.keys()) {
      if (other === path || other.startsWith(below(path))) this.tree.delete(other)
    }
  }

  async close(): Promise<void> {}

  #names(folder: string): string[] {
    const depth = splitPath(folder).length
    const names = [...this.tree.keys()]
      .filter((path) => path.startsWith(below(folder)))
      .map((path) => path.split('/')[depth]!)
    return [...new Set(names)].toSorted()
  }

  #file(path: string): MemoryFile | undefined {
    splitPath(path)
    const item = this.tree.get(path)
    return item === 'folder' ? undefined : item
  }

  /** Whether there is something at `path`; as on a disk, its folder must exist. */
  #isTaken(path: string): boolean {
    const folder = splitPath(path).slice(0, -1).join('/')
    if (folder !== '' && this.tree.get(folder) !== 'folder') throw systemError('ENOENT', path)
    return this.tree.has(path)
  }
}

class AppendMemoryFile implements AppendFile {
  readonly #file: MemoryFile

  constructor(file: MemoryFile) {
    this.#file = file
  }

  get size(): number {
    return this.#file.size
  }

  async append(chunks: readonly Uint8Array[]): Promise<Appended> {
    const file = this.#file
    const written = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
    if (file.size + written > file.bytes.length) {
      const grown = Buffer.alloc(Math.max(file.size + written, file.bytes.length * 2))
      file.bytes.copy(grown, 0, 0, file.size)
      file.bytes = grown
    }
    for (const chunk of chunks) {
      file.bytes.set(chunk, file.size)
      file.size += chunk.byteLength
    }
    file.modifiedAt = Date.now()
    return { written }
  }

  async sync(): Promise<void> {}

  async close(): Promise<void> {}
}

function newFile(bytes: Buffer): MemoryFile {
  return { bytes, size: bytes.length, modifiedAt: Date.now() }
}

function below(folder: string): string {
  return folder === '' ? '' : `${folder}/`
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
