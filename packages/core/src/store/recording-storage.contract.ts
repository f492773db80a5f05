import { MemoryStorage } from './memory-storage.ts'
import type { AppendFile, Storage } from './storage.ts'

type Step =
  | { readonly kind: 'append'; readonly path: string; readonly bytes: Buffer }
  | { readonly kind: 'other'; apply(storage: Storage): Promise<unknown> }

/** A storage in memory that can show what a crash at any of its writes would have left. */
export class RecordingStorage extends MemoryStorage {
  readonly steps: Step[] = []

  override async makeFolder(path: string): Promise<boolean> {
    this.#note((storage) => storage.makeFolder(path))
    return super.makeFolder(path)
  }
  override async create(path: string, bytes: Uint8Array): Promise<boolean> {
    this.#note((storage) => storage.create(path, bytes))
    return super.create(path, bytes)
  }
  override async replace(path: string, bytes: Uint8Array): Promise<void> {
    this.#note((storage) => storage.replace(path, bytes))
    return super.replace(path, bytes)
  }
  override async move(from: string, to: string): Promise<void> {
    this.#note((storage) => storage.move(from, to))
    return super.move(from, to)
  }
  override async remove(path: string): Promise<void> {
    this.#note((storage) => storage.remove(path))
    return super.remove(path)
  }
  override async open(path: string): Promise<AppendFile | undefined> {
    this.#note((storage) => storage.create(path, new Uint8Array()))
    const file = await super.open(path)
    return (
      file && {
        get size() {
          return file.size
        },
        append: async (chunks) => {
          this.steps.push({ kind: 'append', path, bytes: Buffer.concat(chunks) })
          return file.append(chunks)
        },
        sync: () => file.sync(),
        close: () => file.close(),
      }
    )
  }

  /** What is there after `count` writes, the last of them cut to its first `cut` bytes. */
  async imageAfter(count: number, cut: number = Infinity): Promise<MemoryStorage> {
    const image = new MemoryStorage()
    const contents = new Map<string, Buffer[]>()
    for (const [index, step] of this.steps.slice(0, count).entries()) {
      if (step.kind === 'other') {
        await step.apply(image)
        continue
      }
      const bytes = index === count - 1 ? step.bytes.subarray(0, cut) : step.bytes
      contents.set(step.path, [...(contents.get(step.path) ?? []), bytes])
    }
    for (const [path, parts] of contents) await image.replace(path, Buffer.concat(parts))
    return image
  }

  #note(apply: (storage: Storage) => Promise<unknown>): void {
    this.steps.push({ kind: 'other', apply })
  }
}
