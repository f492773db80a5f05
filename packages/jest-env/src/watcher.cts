import { stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { EnvironmentParameters } from './factory.cts'

/** Milliseconds in which a watcher tells of a file, on any system. */
const delay = 400

/** A store, as far as the watcher of Jest may see it. */
export interface WatchedStore {
  /** Absolute. */
  readonly store: string
  /** Milliseconds since 1970: when the test file began. */
  readonly since: number
}

/**
 * Waits in watch mode until Jest has seen what was written into the store. It takes the JSON files
 * there for sources: a change makes it run all tests again, without end, unless it sees the change
 * while a run is under way. Where the configuration excludes the store, there is nothing to wait for.
 */
export async function outwaitWatcher(
  config: EnvironmentParameters[0],
  { since, store }: WatchedStore,
): Promise<void> {
  const { globalConfig, projectConfig } = config
  if (!globalConfig.watch && !globalConfig.watchAll) return
  const { modulePathIgnorePatterns, rootDir, roots, watchPathIgnorePatterns } = projectConfig
  const isWatched = [rootDir, ...roots].some((root) => store.startsWith(root + sep))
  const sessions = join(store, 'sessions')
  const ignored = [...modulePathIgnorePatterns, ...watchPathIgnorePatterns]
  if (!isWatched || ignored.some((pattern) => new RegExp(pattern).test(sessions))) return
  const changed = await stat(sessions).catch(() => undefined)
  if (!changed || changed.mtimeMs < since) return
  await new Promise((resolve) => setTimeout(resolve, delay))
}
