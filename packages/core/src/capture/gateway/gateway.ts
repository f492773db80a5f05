import type { Socket } from 'node:net'
import type { Attribution } from '../../entry/entry.ts'
import { HartifactError } from '../../errors.ts'
import { type JournalLine, slowDisk } from '../../store/index.ts'
import { within } from '../../within.ts'
import type { Coverage } from '../coverage.ts'
import type {
  Connection,
  Engine,
  EngineHandler,
  ExchangeHead,
  ExchangeObserver,
  Trouble,
} from './engine.ts'
import { now } from './clock.ts'
import { DefaultSession } from './default-session.ts'
import { DeferredObserver } from './deferred-observer.ts'
import { errorData } from './error-data.ts'
import { LazySessions } from './lazy-sessions.ts'
import { Listener } from './listener.ts'
import { nobody } from './nobody.ts'
import type {
  GatewayEvents,
  GatewayFunctions,
  RecordRequest,
  RemarkRule,
  StopReport,
  StopRequest,
} from './messages.ts'
import { sessionUsername } from './proxy-credentials.ts'
import type { Recorder } from './recorder.ts'
import { type RecorderParts, Recorders } from './recorders.ts'

/** Milliseconds that traffic, or the end, waits for a session that is being opened. */
const openingLimit = 5_000

/**
 * Routes what the engine sees to recorders, and recorders to the store. Runs in a thread of its
 * own (`worker.ts`), or in the caller's.
 */
export class Gateway implements GatewayFunctions, EngineHandler {
  readonly #events: GatewayEvents
  readonly #recorders: Recorders
  readonly #listeners = new Map<string, Listener>()
  readonly #owners = new WeakMap<Connection, Recorder>()
  #engine: Engine | undefined
  #front: Listener | undefined
  #active: Recorder | undefined
  readonly #default: DefaultSession
  readonly #lazy: LazySessions
  #connections = 0
  #closed: Promise<void> | undefined

  constructor(parts: RecorderParts) {
    this.#events = parts.events
    this.#recorders = new Recorders(parts)
    this.#lazy = new LazySessions((create) => this.#recorders.open({ create }))
    let info = parts.defaultSession()
    this.#default = new DefaultSession({
      open: () => this.#recorders.open({ create: (info = parts.defaultSession()) }),
      failed: (error) => parts.events.degraded(info.id, errorData(error)),
      patience: openingLimit,
      now,
    })
  }

  /** Opens the proxy's own port. Returns it. */
  async start(
    port: number,
    startEngine: (handler: EngineHandler) => Promise<Engine>,
  ): Promise<number> {
    this.#front = await Listener.open(port, (socket) => this.#accept(socket))
    try {
      this.#engine = await startEngine(this)
    } catch (cause) {
      await this.#front.close()
      throw cause
    }
    return this.#front.port
  }

  async record(request: RecordRequest): Promise<{ port: number }> {
    const { activate, heir, isDefault, lazy, session } = request
    if (this.#closed) {
      throw new HartifactError('PROXY_STOPPED', 'This proxy is being stopped.', {
        fix: 'Start another one with startProxy(); the sessions are in the store.',
      })
    }
    if (lazy && 'create' in session && this.#front) {
      if (heir !== undefined) this.#lazy.bequeath(session.create.id, heir)
      this.#lazy.announce(session.create)
      return { port: this.#front.port }
    }
    const { listener, recorder } = await this.#recorders.whileOpening(this.#openWithPort(session))
    if (isDefault) this.#default.adopt(recorder)
    if (activate) this.#activate(recorder)
    return { port: listener.port }
  }

  async activate(sessionId: string): Promise<void> {
    this.#activate(await this.#recorder(sessionId))
  }

  // Where there is no thread, an error must be a rejection all the same.
  async write(sessionId: string, lines: readonly JournalLine[]): Promise<void> {
    await (await this.#recorder(sessionId)).write(lines)
  }

  async pause(sessionId: string, isPaused: boolean): Promise<void> {
    await (await this.#recorder(sessionId)).pause(isPaused)
  }

  async annotateWhen(sessionId: string, rule: RemarkRule): Promise<void> {
    ;(await this.#recorder(sessionId)).annotateWhen(rule)
  }

  async settled(sessionId: string, limit: number): Promise<void> {
    if (!(await this.exists(sessionId)) && this.#lazy.has(sessionId)) return
    await this.#recorders.get(sessionId).settled(limit)
  }

  async exists(sessionId: string): Promise<boolean> {
    await this.#lazy.arrived(sessionId)
    return this.#recorders.find(sessionId) !== undefined
  }

  async stop(
    sessionId: string,
    limit: number,
    { ifUsed = false, lines = [] }: StopRequest = {},
  ): Promise<StopReport> {
    if (ifUsed && this.#lazy.forget(sessionId)) {
      this.#lazy.end(sessionId)
      return { cut: [], late: 0, entries: 0, unused: true }
    }
    await this.#lazy.arrived(sessionId)
    const recorder = await this.#recorder(sessionId)
    // What cannot be written is told by the report.
    await recorder.write(lines).catch(() => {})
    const report = await recorder.stop(limit, async () => {
      // From here on nothing can reach the session any more.
      this.#recorders.delete(sessionId)
      this.#lazy.end(sessionId)
      // Clients of the active session may go on: what they do belongs to the next one.
      if (this.#active === recorder) this.#activate(undefined)
      this.#default.forget(recorder)
      await this.#listeners.get(sessionId)?.close()
      this.#listeners.delete(sessionId)
    })
    const manifest = await this.#recorders.summarize(recorder, report)
    return manifest ? { ...report, manifest } : report
  }

  async coverage(sessionId: string): Promise<Coverage> {
    return (await this.#recorder(sessionId)).coverage()
  }

  async reportBypass(sessionId: string, client: string, reason: string): Promise<void> {
    ;(await this.#recorder(sessionId)).reportBypass(client, reason)
  }

  close(limit: number): Promise<void> {
    this.#closed ??= (async () => {
      try {
        // An exchange that has made the default session must get into it first.
        await this.#recorders.opened(openingLimit)
        await Promise.allSettled(this.#recorders.ids.map((id) => this.stop(id, limit)))
      } finally {
        await this.#front?.close()
        await this.#engine?.close()
      }
    })()
    return this.#closed
  }

  isOwnAddress(authority: string): boolean {
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(authority) ?? []
    if (!/^(?:127\.|localhost$|\[?::1\]?$|0\.0\.0\.0$|\[?::\]?$)/i.test(host)) return false
    const wanted = Number(port)
    if (this.#front?.port === wanted) return true
    for (const { port: taken } of this.#listeners.values()) if (taken === wanted) return true
    return false
  }

  accepts({ password, username }: NonNullable<Connection['credentials']>): boolean {
    return username !== sessionUsername || this.#named(password) !== undefined
  }

  exchange(head: ExchangeHead, connection: Connection): ExchangeObserver {
    const { attribution, lazy, recorder } = this.#route(connection, head.credentials)
    if (recorder) return recorder.exchange(head, connection, attribution)
    if (this.#closed) return nobody
    const made = this.#recorders.whileOpening(
      lazy === undefined ? this.#activateDefault() : this.#openFor(lazy),
    )
    const observer = made.then((one) => one?.exchange(head, connection, attribution) ?? nobody)
    if (lazy !== undefined) this.#lazy.expect(lazy, observer)
    return new DeferredObserver(observer)
  }

  trouble(trouble: Trouble, connection: Connection | undefined): void {
    if (!connection) return
    const { attribution, lazy, recorder } = this.#route(connection)
    if (recorder) recorder.trouble(trouble, connection, attribution)
    if (lazy === undefined || this.#closed) return
    void this.#recorders
      .whileOpening(this.#openFor(lazy))
      .then((one) => one?.trouble(trouble, connection, attribution))
  }

  #route(
    connection: Connection,
    credentials = connection.credentials,
  ): { recorder?: Recorder | undefined; lazy?: string; attribution: Attribution } {
    const wanted = credentials?.username === sessionUsername ? credentials.password : undefined
    const named = wanted === undefined ? undefined : this.#named(wanted)
    if (named !== undefined) {
      const attribution = named === wanted ? 'credentials' : 'active'
      const recorder = this.#recorders.find(named)
      return recorder ? { recorder, attribution } : { lazy: named, attribution }
    }
    const owner = this.#owners.get(connection)
    if (owner) return { recorder: owner, attribution: 'port' }
    return { recorder: this.#active, attribution: 'active' }
  }

  #accept(socket: Socket, owner?: Recorder): void {
    this.#connections++
    const connection: Connection = { id: `c${this.#connections}`, remotePort: socket.remotePort }
    if (owner) this.#owners.set(connection, owner)
    if (this.#engine) this.#engine.accept(socket, connection)
    else socket.destroy()
  }

  /** Id of the session that takes what names this one: itself, or its heir. */
  #named(sessionId: string): string | undefined {
    const isThere = (id: string): boolean =>
      this.#recorders.find(id) !== undefined || this.#lazy.has(id)
    if (isThere(sessionId)) return sessionId
    const heir = this.#lazy.heirOf(sessionId)
    return heir !== undefined && isThere(heir) ? heir : undefined
  }

  /** A recording that is to have something to keep. @throws HartifactError `RECORDING_STOPPED` */
  async #recorder(sessionId: string): Promise<Recorder> {
    const opening = this.#lazy.open(sessionId)
    return opening ? this.#recorders.whileOpening(opening) : this.#recorders.get(sessionId)
  }

  /** The same for traffic, which goes on when the session cannot be made. */
  async #openFor(sessionId: string): Promise<Recorder | undefined> {
    const opening = this.#lazy.open(sessionId)
    if (!opening) return this.#recorders.find(sessionId)
    let recorder: Recorder | undefined
    let fault: unknown = slowDisk('make the session of a recording')
    const opened = opening.then(
      (made) => (recorder = made),
      (error: unknown) => (fault = error),
    )
    // A disk that does not answer may not hold up the traffic.
    await within(openingLimit, opened)
    if (!recorder) this.#events.degraded(sessionId, errorData(fault))
    return recorder
  }

  /** Traffic is never dropped because nobody has named a session yet. */
  async #activateDefault(): Promise<Recorder | undefined> {
    const recorder = await this.#default.open()
    if (recorder && !this.#active) this.#activate(recorder)
    return recorder
  }

  #activate(recorder: Recorder | undefined): void {
    this.#active = recorder
    this.#events.activated(recorder?.sessionId)
  }

  async #openWithPort(
    session: RecordRequest['session'],
  ): Promise<{ readonly listener: Listener; readonly recorder: Recorder }> {
    const recorder = this.#runningDefault(session) ?? (await this.#recorders.open(session))
    try {
      const listener = await Listener.open(0, (socket) => this.#accept(socket, recorder))
      this.#listeners.set(recorder.sessionId, listener)
      return { listener, recorder }
    } catch (error) {
      await this.stop(recorder.sessionId, 0)
      throw error
    }
  }

  /** The default session has no port as long as nobody has asked for it. */
  #runningDefault(session: RecordRequest['session']): Recorder | undefined {
    if (!('open' in session) || this.#listeners.has(session.open)) return undefined
    const { recorder } = this.#default
    return recorder?.sessionId === session.open ? recorder : undefined
  }
}
