import { randomBytes } from 'node:crypto'
import { readdirSync, readFile as readFileWithCallback, readFileSync } from 'node:fs'
import {
  chmod,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  unlink,
} from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { AppendDiskFile } from './append-disk-file.ts'
import { ReadHandles } from './read-handles.ts'
import { retryWhileBusy } from './retry-while-busy.ts'
import { hasCode } from './storage-fault.ts'
import { splitPath, unfinishedPrefix } from './storage-path.ts'
import type { AppendFile, WriteOptions, Storage } from './storage.ts'

const folderMode = 0o700
const fileMode = 0o600

// Twice as fast as the one of node:fs/promises, which counts when a thousand names are looked for.
const readFile = promisify(readFileWithCallback)

/**
 * A {@link Storage} in a folder of the file system. Folders are 0700 and files 0600 whatever the
 * umask. The folder itself need not exist yet.
 */
export function openDiskStorage(folder: string): Storage {
  return new DiskStorage(resolve(folder))
}

class DiskStorage implements Storage {
  readonly kind = 'disk'
  readonly location: string
  readonly #handles = new ReadHandles()

  constructor(root: string) {
    this.location = root
  }

  async list(folder: string): Promise<string[]> {
    const names = await orMissing(readdir(this.#path(folder)))
    return finishedNames(names ?? [])
  }

  async makeFolder(path: string): Promise<boolean> {
    const target = this.#path(path)
    try {
      const made = await mkdir(target, { mode: folderMode, recursive: path === '' })
      if (path === '' && made === undefined) return false
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false
      throw error
    }
    await chmod(target, folderMode).catch(() => {})
    return true
  }

  async open(path: string): Promise<AppendFile | undefined> {
    try {
      const handle = await open(this.#path(path), 'ax', fileMode)
      await setMode(handle)
      return new AppendDiskFile(handle)
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return undefined
      throw error
    }
  }

  async create(
    path: string,
    bytes: Uint8Array,
    { lasting = true }: WriteOptions = {},
  ): Promise<boolean> {
    const target = this.#path(path)
    // Without content it is whole as soon as it is there.
    if (bytes.byteLength === 0) return await writeExclusive(target, bytes)
    const unfinished = await writeUnfinished(target, bytes, lasting)
    try {
      await link(unfinished, target)
      return true
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false
      // FAT and some network file systems have no links.
      if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error
      return await writeExclusive(target, bytes)
    } finally {
      await unlink(unfinished).catch(() => {})
    }
  }

  async replace(
    path: string,
    bytes: Uint8Array,
    { lasting = true }: WriteOptions = {},
  ): Promise<void> {
    const target = this.#path(path)
    const unfinished = await writeUnfinished(target, bytes, lasting)
    try {
      await retryWhileBusy(async () => rename(unfinished, target))
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
    if (lasting) await syncFolder(dirname(target))
  }

  async read(path: string, offset: number, length: number): Promise<Uint8Array> {
    return await this.#handles.read(this.#path(path), offset, length)
  }

  async readAll(path: string): Promise<Uint8Array | undefined> {
    return await orMissing(readFile(this.#path(path)))
  }

  async peek(
    folder: string,
    file: string,
  ): Promise<{ names: string[]; bytes: Uint8Array | undefined }> {
    // For a thousand folders the way to a thread and back costs more than the reading.
    const path = this.#path(folder)
    return {
      names: finishedNames(orMissingNow(() => readdirSync(path)) ?? []),
      bytes: orMissingNow(() => readFileSync(this.#path(`${folder}/${file}`))),
    }
  }

  async size(path: string): Promise<number | undefined> {
    return (await orMissing(stat(this.#path(path))))?.size
  }

  async touch(path: string): Promise<void> {
    const handle = await open(this.#path(path), 'r+')
    try {
      // utimes would set this machine's clock on a shared disk; a write takes the disk's own.
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(1), 0, 1, 0)
      if (bytesRead === 1) await handle.write(buffer, 0, 1, 0)
      else await handle.utimes(new Date(), new Date())
    } finally {
      await handle.close()
    }
  }

  async modifiedAt(path: string): Promise<number | undefined> {
    return (await orMissing(stat(this.#path(path))))?.mtimeMs
  }

  async move(from: string, to: string): Promise<void> {
    const source = this.#path(from)
    await this.#handles.forget(source)
    await retryWhileBusy(async () => rename(source, this.#path(to)))
  }

  async remove(path: string): Promise<void> {
    const target = this.#path(path)
    await this.#handles.forget(target)
    await retryWhileBusy(async () => rm(target, { recursive: true, force: true }))
  }

  async close(): Promise<void> {
    await this.#handles.close()
  }

  #path(path: string): string {
    return join(this.location, ...splitPath(path))
  }
}

async function writeUnfinished(target: string, bytes: Uint8Array, lasting = true): Promise<string> {
  const unfinished = join(dirname(target), unfinishedPrefix + randomBytes(9).toString('hex'))
  try {
    await writeExclusive(unfinished, bytes, lasting)
    return unfinished
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function writeExclusive(path: string, bytes: Uint8Array, lasting = true): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', fileMode)
    try {
      await setMode(handle)
      if (bytes.byteLength === 0) return true
      await handle.writeFile(bytes)
      if (lasting) await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** The mode at creation is what the umask left of it; a file system may know no modes at all. */
async function setMode(handle: FileHandle): Promise<void> {
  await handle.chmod(fileMode).catch(() => {})
}

/** So that the new name survives a power cut as well. Windows has no such call for folders. */
async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // The content is in place; only its survival of a power cut is less certain.
  }
}

function finishedNames(names: readonly string[]): string[] {
  return names.filter((name) => !name.startsWith(unfinishedPrefix)).toSorted()
}

function orMissingNow<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}

async function orMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}
