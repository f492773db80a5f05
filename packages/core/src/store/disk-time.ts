import type { Storage } from './storage.ts'
import { uuid } from './uuid.ts'

const trustMs = 30_000

// A test may put fake timers in place of the clock later.
const clock = Date.now

const offsets = new WeakMap<Storage, { readonly offset: number; readonly at: number }>()

/**
 * Now, in ms, by the clock of whoever keeps the files, as a new file in `folder` shows it. Machines
 * that share a disk need not agree on the time. Measured anew twice a minute at most.
 */
export async function diskTime(storage: Storage, folder: string): Promise<number> {
  const known = offsets.get(storage)
  if (known !== undefined && Math.abs(clock() - known.at) < trustMs) return clock() + known.offset
  const at = clock()
  const offset = ((await probe(storage, `${folder}/.probe-${uuid()}`)) ?? at) - at
  offsets.set(storage, { offset, at })
  return clock() + offset
}

async function probe(storage: Storage, path: string): Promise<number | undefined> {
  try {
    await storage.create(path, new Uint8Array())
    return await storage.modifiedAt(path)
  } catch {
    // Somebody who may only read has no better clock than this one.
    return undefined
  } finally {
    await storage.remove(path).catch(() => {})
  }
}
