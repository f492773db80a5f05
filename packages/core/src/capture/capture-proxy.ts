import { HartifactError } from '../errors.ts'
import {
  newSessionInfo,
  openStore,
  type Session,
  type SessionDetails,
  SessionStore,
} from '../session/index.ts'
import { removeSession, writeActive } from '../store/index.ts'
import { ActiveFollower } from './active-follower.ts'
import { type Authority, ensureAuthority } from './authority.ts'
import { newEndpointPath, newToken, parseEndpoint } from './endpoint.ts'
import { type GatewayLink, linkInline, linkThread } from './gateway/link.ts'
import { linkSocket } from './gateway/link-socket.ts'
import { errorData } from './gateway/error-data.ts'
import type { ErrorData, GatewayEvents, GatewayOptions, RecordRequest } from './gateway/messages.ts'
import { type ProxyOptions, resolveOptions } from './proxy-options.ts'
import { gatewayJournal, Recording } from './recording.ts'
import { redactionProfile } from './redaction-profile.ts'

/** Options of {@link CaptureProxy.record}. */
export interface RecordOptions extends SessionDetails {
  /**
   * The session comes into being with its first request, or with the first thing that is said of it.
   * Such a recording costs next to nothing while it is unused; it has no port of its own, so clients
   * must be given its `taggedProxyUrl`. Default false.
   */
  readonly lazy?: boolean
  /**
   * Id of a recording that takes what clients still send to this one, by its `taggedProxyUrl`, when
   * it has been stopped. Default: such requests are refused with status 407.
   */
  readonly heir?: string
}

/**
 * Starts a capture proxy in this process. It listens on 127.0.0.1 only and runs in a thread of its
 * own, so that nothing the test does can disturb it.
 *
 * @throws HartifactError `PORT_IN_USE`, `STORE_UNWRITABLE`, `STORE_FOREIGN`, `FORMAT_NEWER`,
 *   `CA_UNUSABLE`, `INVALID_ARGUMENT`; with `session` also `NAME_NOT_FOUND`, `SESSION_LOCKED`
 * @example
 * ```ts
 * import { startProxy } from '@hartifact/core'
 *
 * await using proxy = await startProxy()
 * const login = await proxy.create('Login Flow') // new session, active at once
 * console.log(proxy.url) // http://127.0.0.1:PORT
 * ```
 */
export async function startProxy(options: ProxyOptions = {}): Promise<CaptureProxy> {
  const settings = resolveOptions(options)
  const { store } = options
  const ownStore = !(store instanceof SessionStore)
  const [opened, authority] = await Promise.all([
    store instanceof SessionStore ? store : openStore(store),
    ensureAuthority(),
  ])
  const gatewayOptions: GatewayOptions = {
    ...settings,
    store: opened.location,
    authority: { certificate: authority.pem, key: authority.key },
  }
  const wire: EventWire = {}
  const events = forwardTo(wire)
  try {
    const link =
      opened.storage.kind === 'memory'
        ? await linkInline(gatewayOptions, opened.storage, events)
        : await linkThread(gatewayOptions, events)
    const proxy = new CaptureProxy(opened, link, authority, settings.redact, ownStore, wire)
    await proxy.begin(options)
    return proxy
  } catch (error) {
    if (ownStore) await opened.close()
    throw error
  }
}

/**
 * A handle on a proxy that runs in another process of this user, see {@link CaptureProxy.share}. What
 * it records ends with it, and when this process dies; the proxy itself goes on.
 *
 * @param endpoint - what `share()` returned
 * @throws HartifactError `INVALID_ARGUMENT`; `GATEWAY_FAILED` when that proxy does not run any more
 * @example
 * ```ts
 * import { joinProxy } from '@hartifact/core'
 *
 * await using proxy = await joinProxy(process.env['PROXY_ENDPOINT'] ?? '')
 * await using checkout = await proxy.record('Checkout')
 * ```
 */
export async function joinProxy(endpoint: string): Promise<CaptureProxy> {
  const { path, port, redact, store, token } = parseEndpoint(endpoint)
  const [opened, authority] = await Promise.all([openStore(store), ensureAuthority()])
  const wire: EventWire = {}
  try {
    const link = await linkSocket({ path, port, token }, forwardTo(wire))
    return new CaptureProxy(opened, link, authority, redact, true, wire)
  } catch (error) {
    await opened.close()
    throw error
  }
}

function forwardTo(wire: EventWire): GatewayEvents {
  return {
    activated: (sessionId) => wire.events?.activated(sessionId),
    degraded: (sessionId, problem) => wire.events?.degraded(sessionId, problem),
  }
}

/** The gateway is started before the proxy that wants to hear from it. */
interface EventWire {
  events?: GatewayEvents
}

/** A running capture proxy. Dispose it (or call `stop()`) to end all its recordings. */
export class CaptureProxy implements AsyncDisposable {
  /** Where the sessions are kept. */
  readonly store: SessionStore
  /** The authority that clients must trust to be seen inside TLS. */
  readonly ca: Authority
  readonly #link: GatewayLink
  readonly #redact: GatewayOptions['redact']
  readonly #ownStore: boolean
  readonly #recordings = new Map<string, Recording>()
  /** Stored sessions that are being continued, so that two who want the same one get the same. */
  readonly #continuing = new Map<string, Promise<Recording>>()
  readonly #problems = new Map<string, ErrorData>()
  /** What the gateway says; the handle of it may still be on its way. */
  #activeId: string | undefined
  #active: Session | undefined
  /** The session that is active from the start. */
  #default: Recording | undefined
  #follower: ActiveFollower | undefined
  #stopped: Promise<void> | undefined
  #shared: Promise<string> | undefined
  #unshare = (): void => {}

  /** Use {@link startProxy}. */
  constructor(
    store: SessionStore,
    link: GatewayLink,
    { certPath, pem, spki }: Authority,
    redact: GatewayOptions['redact'],
    ownStore: boolean,
    wire: EventWire,
  ) {
    this.store = store
    this.ca = { certPath, pem, spki }
    this.#link = link
    this.#redact = redact
    this.#ownStore = ownStore
    wire.events = {
      activated: (sessionId) => {
        this.#activeId = sessionId
        void this.#followActive()
      },
      degraded: (sessionId, problem) => void this.#problems.set(sessionId, problem),
    }
  }

  /** Makes a session active from the start. @internal */
  async begin({ defaultSession, followActive = false, session }: ProxyOptions): Promise<void> {
    try {
      const chosen = !session && followActive ? await this.store.active() : undefined
      const continued = session
        ? await this.activate(session)
        : // One that another process records is left to it.
          chosen && (await this.activate(chosen.id).catch(() => undefined))
      if (!continued && defaultSession !== false) {
        this.#default = await this.#makeDefault(defaultSession ?? 'Default session')
      }
      if (!followActive) return
      const known = continued?.id ?? this.#default?.id
      if (known !== undefined) await writeActive(this.store.storage, known)
      this.#follower = new ActiveFollower(this.store.storage, known, (id) => this.#follow(id))
    } catch (error) {
      await this.#close().catch(() => {})
      throw error
    }
  }

  /** URL for clients whose traffic belongs to the active session. */
  get url(): string {
    return `http://127.0.0.1:${this.#link.port}`
  }

  /** The active session. When traffic comes while there is none, a `Default session` is made for it. */
  get active(): Session | undefined {
    return this.#active
  }

  /** What the disk refused so far, by session id: a session named here is incomplete. */
  get problems(): ReadonlyMap<string, ErrorData> {
    return this.#problems
  }

  /**
   * Makes a new session, which is active at once.
   *
   * @throws HartifactError `PROXY_STOPPED`, `STORE_UNWRITABLE`, `STORE_FULL`
   */
  create(name: string, options: SessionDetails = {}): Promise<Recording> {
    return this.#record(name, options, true)
  }

  /** Makes a new session with a port of its own; the active session stays active. */
  record(name: string, options: RecordOptions = {}): Promise<Recording> {
    return this.#record(name, options, false)
  }

  /**
   * Makes another session the active one. Exchanges in flight stay with the session that was active
   * when their request arrived. A session that is not being recorded is continued.
   *
   * @param nameOrId - an id, or a name: then the newest session of that name
   * @throws HartifactError `NAME_NOT_FOUND` with the nearest names, `SESSION_LOCKED`, `PROXY_STOPPED`
   */
  async activate(nameOrId: string): Promise<Session> {
    this.#assertRunning()
    const { id } = await this.store.open(nameOrId)
    const running = this.#recordings.get(id)
    // One that is just being stopped is continued when that is done.
    if (running?.stopped) await running[Symbol.asyncDispose]()
    else if (running) return this.#activate(running)
    const continuing = this.#continuing.get(id)
    if (continuing) return this.#activate(await continuing)
    const continued = this.#start({ session: { open: id }, activate: true }, id)
    this.#continuing.set(id, continued)
    try {
      const recording = await continued
      await this.#activated(id)
      return recording
    } finally {
      this.#continuing.delete(id)
    }
  }

  /** Lets the process end although the proxy runs, as `unref()` of a timer does. */
  unref(): void {
    this.#link.unref()
  }

  /**
   * Lets other processes of this user record with this proxy, by {@link joinProxy}, until it is
   * stopped.
   *
   * @returns an endpoint to hand over to them, as a text; it is a secret
   * @throws HartifactError `PROXY_STOPPED`; `INVALID_ARGUMENT` for a store in memory, and for a proxy
   * that was joined itself
   */
  share(): Promise<string> {
    this.#assertRunning()
    this.#shared ??= this.#share()
    return this.#shared
  }

  /** Stops all recordings and the proxy. @throws HartifactError `PROXY_STOPPED` when called twice */
  async stop(): Promise<void> {
    this.#assertRunning()
    await this.#close()
  }

  /** Stops it, if that has not been done. Never throws. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close().catch(() => {})
  }

  async #record(name: string, options: RecordOptions, activate: boolean): Promise<Recording> {
    this.#assertRunning()
    const { heir, lazy = false, ...details } = options
    const info = newSessionInfo(name, { ...details, redaction: redactionProfile(this.#redact) })
    const request = { session: { create: info }, activate, ...(heir !== undefined && { heir }) }
    if (lazy) return this.#start({ ...request, lazy }, info.id)
    const recording = await this.#start(request, info.id)
    await (activate ? this.#activated(recording.id) : this.#discardDefault(recording.id))
    return recording
  }

  async #share(): Promise<string> {
    const { port } = this.#link
    if (!this.#link.share) {
      throw new HartifactError('INVALID_ARGUMENT', 'This proxy cannot be shared.', {
        fix: 'Share one that was started in this process, with a store on disk.',
      })
    }
    const { path, remove } = newEndpointPath()
    this.#unshare = remove
    const token = newToken()
    await this.#link.share(path, token)
    return JSON.stringify({ path, token, port, store: this.store.location, redact: this.#redact })
  }

  #makeDefault(name: string): Promise<Recording> {
    const info = newSessionInfo(name, { redaction: redactionProfile(this.#redact) })
    const session = { create: info }
    return this.#start({ session, activate: true, isDefault: true }, info.id)
  }

  async #activate(recording: Recording): Promise<Recording> {
    await this.#link.functions.activate(recording.id)
    await this.#activated(recording.id)
    return recording
  }

  /** Another session is active by our doing: the store is told. */
  async #activated(id: string): Promise<void> {
    if (this.#follower) {
      await writeActive(this.store.storage, id)
      this.#follower.know(id)
    }
    await this.#discardDefault(id)
  }

  /** The default session goes when another one is there and nothing came to it. */
  async #discardDefault(other: string): Promise<void> {
    const unused = this.#default
    if (!unused || unused.stopped || unused.id === other) return
    const { exchanges, unread } = await unused.coverage()
    if (Object.values(exchanges).some((count) => count > 0) || unread.length > 0) return
    this.#default = undefined
    await this.#discardUnused(unused).catch(() => {})
  }

  /** Stops the default session, of which nothing is left when nothing came to it. */
  async #discardUnused(recording: Recording): Promise<void> {
    const entries = await recording.ended().catch(() => 1)
    const { annotations, info, steps } = await recording.refresh()
    const { coverage, labels = [], links = [], pinned = false } = info
    const said = [annotations, steps, labels, links, coverage?.unread ?? []]
    if (entries > 0 || pinned || said.some(({ length }) => length > 0)) return
    // Somebody else has written into it: a copy, a file, a remark.
    if ((await recording.locks()).length > 1) return
    await removeSession(this.store.storage, recording.id).catch(() => {})
  }

  /** The store's active session is another one, chosen elsewhere. */
  async #follow(id: string): Promise<void> {
    try {
      await this.activate(id)
    } catch (error) {
      // Another process records it: the traffic stays where it is.
      this.#problems.set(id, errorData(error))
    }
  }

  /** The active session may go only when there is another one. */
  async #release(recording: Recording): Promise<void> {
    if (this.#activeId !== recording.id) return
    const other = [...this.#recordings.values()].findLast(({ id }) => id !== recording.id)
    if (other) {
      await this.#activate(other)
      return
    }
    const sessions = await this.store.list()
    if (sessions.some(({ id }) => id !== recording.id)) return
    throw new HartifactError(
      'SESSION_ACTIVE',
      `The session "${recording.name}" is active and the only one: it cannot be deleted.`,
      { fix: 'Create another session first, or empty this one with clear().' },
    )
  }

  async #start(request: RecordRequest, sessionId: string): Promise<Recording> {
    const { port } = await this.#link.functions.record(request)
    const recording = new Recording(
      {
        store: this.store,
        sessionId,
        lazy: request.lazy && 'create' in request.session ? request.session.create : undefined,
        port,
        proxyUrl: this.url,
        gateway: this.#link.functions,
        onStop: () => void this.#recordings.delete(sessionId),
        onDelete: (one) => this.#release(one),
      },
      gatewayJournal(this.#link.functions, sessionId),
    )
    this.#recordings.set(sessionId, recording)
    try {
      if (!request.lazy) await recording.refresh()
      this.#assertRunning()
    } catch (error) {
      // Nobody has a handle on it.
      await recording[Symbol.asyncDispose]()
      throw error
    }
    void this.#followActive()
    return recording
  }

  /** Makes `active` what the gateway says it is; the default session was made without our doing. */
  async #followActive(): Promise<void> {
    const id = this.#activeId
    if (id === undefined || this.#stopped) {
      this.#active = undefined
      return
    }
    const recording = this.#recordings.get(id)
    if (recording) {
      this.#active = recording
      return
    }
    // One that cannot be read now is not shown; `#start` shows its own when it is there.
    const session = await this.store.open(id).catch(() => undefined)
    if (session && this.#activeId === id && !this.#recordings.has(id) && !this.#stopped) {
      this.#active = session
    }
  }

  #close(): Promise<void> {
    this.#stopped ??= (async () => {
      this.#follower?.stop()
      try {
        // All at once: as long as one is waited for, traffic must not make a default session.
        await Promise.all([
          ...[...this.#recordings.values()].map((one) => one[Symbol.asyncDispose]()),
          this.#link.functions.close(5_000),
        ])
        if (this.#default) await this.#discardUnused(this.#default).catch(() => {})
      } finally {
        await this.#link.release()
        this.#unshare()
        this.#active = undefined
        if (this.#ownStore) await this.store.close()
      }
    })()
    return this.#stopped
  }

  #assertRunning(): void {
    if (!this.#stopped) return
    throw new HartifactError('PROXY_STOPPED', 'This proxy has been stopped.', {
      fix: 'Start another one with startProxy(); the sessions are in the store.',
    })
  }
}
