/**
 * Where a store keeps its files: a tree of slash paths relative to {@link Storage.location}, with
 * just the operations that append-only evidence needs. `storage.contract.ts` holds what every
 * implementation must do.
 *
 * What fails rejects with a system error that carries a `code` such as `ENOSPC`. "It is already
 * there" is never an error where it is an answer: then the result says so.
 */
export interface Storage {
  readonly kind: 'disk' | 'memory'
  /** For people: the absolute path of the folder, or `:memory:`. */
  readonly location: string
  /** Names in a folder, sorted, without unfinished files; empty when the folder does not exist. */
  list(folder: string): Promise<string[]>
  /**
   * Makes one folder, in a folder that exists; for the root, the empty path, with all its parents.
   * False when it is already there.
   */
  makeFolder(path: string): Promise<boolean>
  /** Makes a file for appending. Undefined when it is already there. */
  open(path: string): Promise<AppendFile | undefined>
  /**
   * Makes a file with this content, whole or not at all. False when it is already there.
   *
   * @param options - `lasting: false` for what is worth nothing after a power cut
   */
  create(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<boolean>
  /**
   * Makes or replaces a file; a reader sees the old content or the new, never a mixture.
   *
   * @param options - `lasting: false` for what can be made again: it need not survive a power cut
   */
  replace(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<void>
  /**
   * `length` bytes at `offset` of a file made by {@link Storage.open}; fewer at its end. For files
   * that only grow: an implementation may keep them open for a moment.
   */
  read(path: string, offset: number, length: number): Promise<Uint8Array>
  /** All of a small file. Undefined when there is none. */
  readAll(path: string): Promise<Uint8Array | undefined>
  /**
   * What {@link Storage.list} and {@link Storage.readAll} give of a folder and one small file in it, in
   * one step: for lists of very many folders. May hold up its thread for a moment.
   */
  peek(
    folder: string,
    file: string,
  ): Promise<{ readonly names: string[]; readonly bytes: Uint8Array | undefined }>
  /** Size in bytes. Undefined when there is none. */
  size(path: string): Promise<number | undefined>
  /** Sets the time of modification to now, by the clock of whoever keeps the file. */
  touch(path: string): Promise<void>
  /** Time of modification in ms since 1970. Undefined when there is none. */
  modifiedAt(path: string): Promise<number | undefined>
  /** Moves a file or folder; rejects with `ENOTEMPTY` or `EEXIST` onto a folder that is not empty. */
  move(from: string, to: string): Promise<void>
  /** Removes a file or a whole folder; nothing happens when there is none. */
  remove(path: string): Promise<void>
  /** Lets go of files that reading kept open. Safe to call twice. */
  close(): Promise<void>
}

/** Options of {@link Storage.create} and {@link Storage.replace}. */
export interface WriteOptions {
  readonly lasting?: boolean
}

/** A file with one writer, that only grows. */
export interface AppendFile {
  /** Size in bytes: where the next append begins. */
  readonly size: number
  /** Appends all chunks and goes on after short writes. Never rejects; see {@link Appended}. */
  append(chunks: readonly Uint8Array[]): Promise<Appended>
  /** Asks the system to bring the content to the medium. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** How much of an append reached the file. */
export interface Appended {
  /** Leading bytes that are in the file; all of them when there is no `error`. */
  readonly written: number
  /** Why the rest is not. */
  readonly error?: Error
}
