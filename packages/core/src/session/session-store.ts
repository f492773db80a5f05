import { HartifactError, isHartifactError } from '../errors.ts'
import {
  isUuid,
  listManifests,
  listSessions,
  MemoryStorage,
  openDiskStorage,
  openStoreFolder,
  type Storage,
} from '../store/index.ts'
import { nearest } from './nearest.ts'
import { Session } from './session.ts'

/** Keeps sessions in memory only, for as long as the store is open. */
export const memoryStore = ':memory:'

/**
 * Opens a store, or makes one. Many processes may have the same store open.
 *
 * @param folder - default `$HARTIFACT_STORE`, else `.hartifact`; `':memory:'` for one that leaves
 *   nothing behind
 * @throws HartifactError `STORE_UNWRITABLE`, `STORE_FOREIGN`, `FORMAT_NEWER`
 */
export async function openStore(folder?: string): Promise<SessionStore> {
  const location = folder ?? (process.env['HARTIFACT_STORE'] || '.hartifact')
  const storage = location === memoryStore ? new MemoryStorage() : openDiskStorage(location)
  await openStoreFolder(storage)
  return new SessionStore(storage)
}

/** A folder of sessions, safe for many processes. */
export class SessionStore implements AsyncDisposable {
  /** Where it is: an absolute path, or `:memory:`. */
  readonly location: string
  /** @internal */
  readonly storage: Storage

  /** Use {@link openStore}. */
  constructor(storage: Storage) {
    this.storage = storage
    this.location = storage.location
  }

  /** All sessions, oldest first. */
  async list(): Promise<Session[]> {
    const ids = await listSessions(this.storage)
    return Promise.all(ids.map((id) => new Session(this, id).refresh()))
  }

  /**
   * The session with this id, or the newest one of this name.
   *
   * @throws HartifactError `NAME_NOT_FOUND` with the nearest names
   */
  async open(nameOrId: string): Promise<Session> {
    const exact = isUuid(nameOrId) && (await this.#byId(nameOrId))
    if (exact) return exact
    const named = await this.#names()
    const found = named.findLast(({ name }) => name === nameOrId)
    if (found) return new Session(this, found.id).refresh()
    const names = [...new Set(named.map(({ name }) => name))]
    const near = nearest(nameOrId, names)
    throw new HartifactError(
      'NAME_NOT_FOUND',
      `There is no session "${nameOrId}" in ${this.location}.`,
      {
        fix:
          near.length > 0
            ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
            : names.length > 0
              ? `It holds ${names.length} session name(s), none of them similar.`
              : 'It holds no sessions yet.',
      },
    )
  }

  async #byId(id: string): Promise<Session | undefined> {
    try {
      return await new Session(this, id).refresh()
    } catch (error) {
      if (isHartifactError(error, 'NAME_NOT_FOUND')) return undefined
      throw error
    }
  }

  /** Ids and names, oldest first: from the manifests, which are quick to read, where there is one. */
  async #names(): Promise<Array<{ readonly id: string; readonly name: string }>> {
    const found = await listManifests(this.storage)
    return Promise.all(
      found.map(async ({ id, manifest }) => ({
        id,
        name: manifest?.info.name ?? (await new Session(this, id).refresh()).name,
      })),
    )
  }

  /** Closes it. Safe to call twice. */
  async close(): Promise<void> {
    await this.storage.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
