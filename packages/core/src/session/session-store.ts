import { nearest } from '../entry/nearest.ts'
import { HartifactError, isHartifactError } from '../errors.ts'
import {
  createSession,
  isUuid,
  listManifests,
  listStoredManifests,
  MemoryStorage,
  openDiskStorage,
  openStoreFolder,
  placeOf,
  purgeSession,
  readActive,
  readAdmins,
  readDeletion,
  type Storage,
  sweepTrash,
  untrashSession,
  writeActive,
  writeAdmins,
} from '../store/index.ts'
import type { SessionCheck } from './check-session.ts'
import { mergeSessions } from './derived-sessions.ts'
import { importSession, type ImportOptions, type ImportResult } from './import-session.ts'
import { type ListOptions, selectSummaries } from './list-options.ts'
import { newSessionInfo, type SessionDetails } from './new-session.ts'
import { type PruneOptions, type PruneResult, pruneCandidates } from './prune.ts'
import { type SearchHit, type SearchOptions, searchSessions } from './search.ts'
import { Session } from './session.ts'
import { checkSessionName } from './session-name.ts'
import { type SessionSummary, summaryOf } from './session-summary.ts'
import { type UniteOptions, type UniteResult, uniteStores } from './unite-stores.ts'

/** Keeps sessions in memory only, for as long as the store is open. */
export const memoryStore = ':memory:'

/** Options of {@link SessionStore.create}. */
export interface CreateOptions extends SessionDetails {
  /** Make it the store's active session, as {@link SessionStore.use} does; default false. */
  readonly activate?: boolean
}

/** Options of {@link SessionStore.search}. */
export interface StoreSearchOptions extends SearchOptions {
  /** Names or ids; default all sessions. */
  readonly sessions?: readonly string[]
}

/** Options of {@link openStore}. */
export interface OpenOptions {
  /**
   * Only for reading: nothing is made, and a store that cannot be written to, because the disk is full
   * or mounted so, can be read. Default false.
   */
  readonly readOnly?: boolean
}

/**
 * Opens a store, or makes one. Many processes may have the same store open.
 *
 * @param folder - default `$HARTIFACT_STORE`, else `.hartifact`; `':memory:'` for one that leaves
 *   nothing behind
 * @throws HartifactError `STORE_UNWRITABLE`, `STORE_FOREIGN`, `FORMAT_NEWER`
 */
export async function openStore(
  folder?: string,
  { readOnly = false }: OpenOptions = {},
): Promise<SessionStore> {
  const location = folder ?? (process.env['HARTIFACT_STORE'] || '.hartifact')
  const storage = location === memoryStore ? new MemoryStorage() : openDiskStorage(location)
  await openStoreFolder(storage, { readOnly: readOnly && storage.kind === 'disk' })
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

  /**
   * Makes an empty session that nobody records into yet; `proxy.activate()` does.
   *
   * @throws HartifactError `INVALID_ARGUMENT`, `STORE_FULL`, `STORE_UNWRITABLE`
   */
  async create(
    name: string,
    { activate = false, ...details }: CreateOptions = {},
  ): Promise<Session> {
    const info = newSessionInfo(name, { ...details, redaction: 'default' })
    await createSession(this.storage, info)
    if (activate) await writeActive(this.storage, info.id)
    return new Session(this, info.id).refresh()
  }

  /**
   * All sessions, or those that are asked for; the oldest first, unless another order is given. It
   * reads little: what a session holds is read when it is asked for.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for an option that does not exist
   */
  async list(options: Omit<ListOptions, 'trash'> = {}): Promise<Session[]> {
    const found = new Map((await listManifests(this.storage)).map((one) => [one.id, one.manifest]))
    const rows = [...found.values()].map((manifest) => summaryOf(manifest, { active: undefined }))
    const chosen = selectSummaries(rows, options)
    return chosen.map(({ id }) => new Session(this, id, { manifest: found.get(id)! }))
  }

  /**
   * The list of sessions as rows of plain data, also of those in the trash.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for an option that does not exist
   */
  async summaries(options: ListOptions = {}): Promise<SessionSummary[]> {
    const place = options.trash === true ? 'trash' : 'sessions'
    const [found, active] = await Promise.all([
      listManifests(this.storage, place),
      readActive(this.storage),
    ])
    const rows = await Promise.all(
      found.map(async ({ id, manifest }) => {
        const deleted = place === 'trash' ? await readDeletion(this.storage, id) : undefined
        return summaryOf(manifest, { active, deleted })
      }),
    )
    return selectSummaries(rows, options)
  }

  /**
   * The session with this id, or the newest one of this name.
   *
   * @throws HartifactError `NAME_NOT_FOUND` with the nearest names
   */
  async open(nameOrId: string): Promise<Session> {
    const exact = isUuid(nameOrId) && (await this.#byId(nameOrId))
    if (exact) return exact
    const named = await this.#names('sessions')
    const { id } =
      findNamed(named, nameOrId) ??
      // Whoever renamed it may have been killed before its manifest knew.
      findNamed(await this.#trueNames(), nameOrId) ??
      refuse(nameOrId, named, this.location)
    return new Session(this, id).refresh()
  }

  /** The session that {@link SessionStore.use} has made the active one; undefined when it is gone. */
  async active(): Promise<Session | undefined> {
    const id = await readActive(this.storage)
    return id === undefined ? undefined : await this.#byId(id)
  }

  /**
   * Makes a session the active one of the store: the command line records into it, and so does every
   * proxy that was started with `followActive`.
   *
   * @throws HartifactError `NAME_NOT_FOUND`
   */
  async use(nameOrId: string): Promise<Session> {
    const session = await this.open(nameOrId)
    await writeActive(this.storage, session.id)
    return session
  }

  /**
   * Who becomes the active session when this one goes: the one that was last active. Undefined when
   * this one is not the active one.
   *
   * @throws HartifactError `SESSION_ACTIVE` when there is no other
   * @internal
   */
  async successor(id: string): Promise<string | undefined> {
    if ((await readActive(this.storage)) !== id) return undefined
    const others = await this.summaries({ sort: 'activity', descending: true })
    const next = others.find((one) => one.id !== id)
    if (next) return next.id
    throw new HartifactError(
      'SESSION_ACTIVE',
      'The active session cannot be deleted while it is the only one.',
      { fix: 'Create or import another session first, or empty this one with clear.' },
    )
  }

  /**
   * Brings back a deleted session, by id or the last deleted one of this name; or, when it is not in
   * the trash, what was cleared from it.
   *
   * @throws HartifactError `NAME_NOT_FOUND` when there is nothing to bring back
   */
  async restore(nameOrId: string): Promise<Session> {
    const id = await this.#inTrash(nameOrId)
    if (id !== undefined) {
      await untrashSession(this.storage, id)
      return this.open(id)
    }
    const session = await this.open(nameOrId)
    if (await session.unclear()) return session
    throw new HartifactError('NAME_NOT_FOUND', `There is nothing to restore of "${nameOrId}".`, {
      fix: 'It is not in the trash, and nothing was cleared from it.',
    })
  }

  /**
   * Removes a session that is in the trash for good, or all of them.
   *
   * @returns what was removed
   * @throws HartifactError `NAME_NOT_FOUND` when it is not in the trash
   */
  async purge(nameOrId?: string): Promise<SessionSummary[]> {
    const rows = await this.summaries({ trash: true })
    const id = nameOrId === undefined ? undefined : await this.#inTrash(nameOrId)
    if (nameOrId !== undefined && id === undefined) {
      refuse(nameOrId, rows, `the trash of ${this.location}`)
    }
    const doomed = rows.filter((row) => id === undefined || row.id === id)
    for (const row of doomed) await purgeSession(this.storage, row.id)
    await sweepTrash(this.storage)
    return doomed
  }

  /**
   * Reads a file into a new session, or adds it to one. Secrets are replaced on the way, except in
   * files that Hartifact wrote, where that has been done.
   *
   * @throws HartifactError `FORMAT_UNKNOWN`, `FORMAT_NEWER`, `NAME_NOT_FOUND`, `INVALID_ARGUMENT`
   */
  async import(file: string, options: ImportOptions = {}): Promise<ImportResult> {
    const into = options.into === undefined ? undefined : await this.open(options.into)
    const { id, ...result } = await importSession(this.storage, file, options, into)
    return { session: await this.open(id), ...result }
  }

  /**
   * Makes a session with the entries of several, in order of time.
   *
   * @throws HartifactError `NAME_NOT_FOUND`, `INVALID_ARGUMENT`
   */
  async merge(namesOrIds: readonly string[], { as }: { readonly as: string }): Promise<Session> {
    checkSessionName(as)
    if (namesOrIds.length === 0) {
      throw new HartifactError('INVALID_ARGUMENT', 'There is nothing to merge.', {
        fix: "Name the sessions: merge(['one', 'two'], { as: 'both' }).",
      })
    }
    const sessions = await Promise.all(namesOrIds.map((one) => this.open(one)))
    const sources = await Promise.all(sessions.map((session) => session.source()))
    return this.open(await mergeSessions(this.storage, sources, as))
  }

  /**
   * Takes over all sessions of other stores, for instance of the shards of a CI run. What is there
   * already is left alone, so it may be done again.
   *
   * @throws HartifactError `STORE_FOREIGN` for a folder that is no store
   */
  unite(folders: readonly string[], options: UniteOptions = {}): Promise<UniteResult> {
    return uniteStores(this.storage, folders, options)
  }

  /**
   * Entries that match a query, session by session, the newest session first.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for a query with a mistake, `NAME_NOT_FOUND`
   * @example
   * ```ts
   * import { openStore } from '@hartifact/core'
   *
   * const store = await openStore()
   * for await (const { entry, places, session } of store.search('tag:bug status:5xx "race"')) {
   *   console.log(session.name, entry.request.url, places[0]?.excerpt)
   * }
   * ```
   */
  async *search(query: string, options: StoreSearchOptions = {}): AsyncIterable<SearchHit> {
    const { sessions: wanted, ...rest } = options
    const named = await this.#names('sessions')
    const sessions = wanted
      ? wanted.map((one) => findNamed(named, one) ?? refuse(one, named, this.location))
      : named.toReversed()
    yield* searchSessions({ storage: this.storage, sessions, query, ...rest })
  }

  /**
   * Moves old sessions of tests to the trash, and empties the trash of what has been in it for long.
   * Of each test the last runs stay, each with its retries; whatever is pinned, was made by hand or
   * is being recorded stays too.
   *
   * @throws HartifactError `INVALID_ARGUMENT`
   */
  async prune(options: PruneOptions = {}): Promise<PruneResult> {
    const [rows, trashed] = await Promise.all([this.summaries(), this.summaries({ trash: true })])
    const { purged, removed } = pruneCandidates(rows, trashed, options)
    if (options.dryRun === true) return { removed, purged, kept: rows.length - removed.length }
    const done: SessionSummary[] = []
    for (const row of removed) {
      try {
        await new Session(this, row.id).delete()
        done.push(row)
      } catch (error) {
        // Somebody has opened or removed it meanwhile.
        if (
          !isHartifactError(error, 'SESSION_LOCKED') &&
          !isHartifactError(error, 'NAME_NOT_FOUND')
        )
          throw error
      }
    }
    for (const row of purged) await purgeSession(this.storage, row.id)
    await sweepTrash(this.storage)
    return { removed: done, purged, kept: rows.length - done.length }
  }

  /** Checks every session, see `session.verify()`. */
  async *verify(): AsyncIterable<SessionCheck> {
    for (const { id } of await this.#names('sessions')) {
      const session = await this.#byId(id)
      if (session) yield await session.verify()
    }
  }

  /** Login names of those who may take away the locks of others; whoever made the store is the first. */
  admins(): Promise<string[]> {
    return readAdmins(this.storage)
  }

  /** Says who the admins are. @throws HartifactError `NOT_ALLOWED` for anybody but an admin */
  setAdmins(users: readonly string[]): Promise<void> {
    return writeAdmins(this.storage, users)
  }

  async #byId(id: string): Promise<Session | undefined> {
    try {
      return await new Session(this, id).refresh()
    } catch (error) {
      if (isHartifactError(error, 'NAME_NOT_FOUND')) return undefined
      throw error
    }
  }

  async #inTrash(nameOrId: string): Promise<string | undefined> {
    if (isUuid(nameOrId))
      return (await placeOf(this.storage, nameOrId)) === 'trash' ? nameOrId : undefined
    const name = checkSessionName(nameOrId)
    const rows = await this.summaries({ trash: true })
    return rows
      .filter((row) => row.name === name)
      .toSorted((one, other) => ((one.deleted?.at ?? '') < (other.deleted?.at ?? '') ? -1 : 1))
      .at(-1)?.id
  }

  /** Ids and names, oldest first: from the manifests, which are quick to read, where there is one. */
  async #names(place: 'sessions' | 'trash'): Promise<Named[]> {
    const found = await listStoredManifests(this.storage, place)
    return Promise.all(
      found.map(async ({ id, manifest }) => ({
        id,
        name: manifest?.info.name ?? (await this.#byId(id))?.name ?? id,
      })),
    )
  }

  async #trueNames(): Promise<Named[]> {
    const found = await listManifests(this.storage)
    return found.map(({ id, manifest }) => ({ id, name: manifest.info.name }))
  }

  /** Closes it. Safe to call twice. */
  async close(): Promise<void> {
    await this.storage.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

interface Named {
  readonly id: string
  readonly name: string
}

/** The one with this id, or the newest of that name; names are kept in a form that may differ from what was typed. */
function findNamed(named: readonly Named[], wanted: string): Named | undefined {
  const exact =
    named.find(({ id }) => id === wanted) ?? named.findLast(({ name }) => name === wanted)
  if (exact || wanted.trim() === '' || wanted.length > 500) return exact
  const kept = checkSessionName(wanted)
  return named.findLast(({ name }) => name === kept)
}

function refuse(wanted: string, named: readonly Named[], where: string): never {
  const names = [...new Set(named.map(({ name }) => name))]
  const near = nearest(wanted, names)
  throw new HartifactError('NAME_NOT_FOUND', `There is no session "${wanted}" in ${where}.`, {
    fix:
      near.length > 0
        ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
        : names.length > 0
          ? `It holds ${names.length} session name(s), none of them similar.`
          : 'It holds no sessions yet.',
  })
}
