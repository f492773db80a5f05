import {
  copySession,
  listSessions,
  openDiskStorage,
  openStoreFolder,
  type Storage,
} from '../store/index.ts'

/** Options of `store.unite()`. */
export interface UniteOptions {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/** What came of uniting stores; ids of sessions. */
export interface UniteResult {
  readonly added: readonly string[]
  /** They were there already. */
  readonly present: readonly string[]
  readonly skipped: ReadonlyArray<{ readonly id: string; readonly reason: string }>
}

/** Copies every session of other stores that is not there yet. */
export async function uniteStores(
  to: Storage,
  folders: readonly string[],
  { onProgress }: UniteOptions,
): Promise<UniteResult> {
  const sources = folders.map((folder) => openDiskStorage(folder))
  const added: string[] = []
  const present: string[] = []
  const skipped: Array<{ id: string; reason: string }> = []
  try {
    // All are looked at before anything is copied: a mistyped folder is no half success.
    for (const source of sources) await openStoreFolder(source, { readOnly: true })
    const lists = await Promise.all(
      sources.map(async (source) => (await listSessions(source)).map((id) => ({ id, source }))),
    )
    const work = lists.flat()
    for (const [done, { id, source }] of work.entries()) {
      onProgress?.({ done, total: work.length })
      const outcome = await copySession(source, to, id)
      if (outcome === 'added') added.push(id)
      else if (outcome === 'present') present.push(id)
      else skipped.push({ id, reason: 'it is being recorded' })
    }
    onProgress?.({ done: work.length, total: work.length })
  } finally {
    await Promise.all(sources.map((source) => source.close()))
  }
  return { added, present, skipped }
}
