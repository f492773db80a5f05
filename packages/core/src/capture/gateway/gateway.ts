import type { Socket } from 'node:net'
import type { Attribution } from '../../entry/entry.ts'
import { HartifactError } from '../../errors.ts'
import type { JournalLine } from '../../store/index.ts'
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
import { Listener } from './listener.ts'
import { nobody } from './nobody.ts'
import type {
  GatewayEvents,
  GatewayFunctions,
  RecordRequest,
  RemarkRule,
  StopReport,
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
  #connections = 0
  #closed: Promise<void> | undefined

  constructor(parts: RecorderParts) {
    this.#events = parts.events
    this.#recorders = new Recorders(parts)
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

  async record({ activate, isDefault, session }: RecordRequest): Promise<{ port: number }> {
    if (this.#closed) {
      throw new HartifactError('PROXY_STOPPED', 'This proxy is being stopped.', {
        fix: 'Start another one with startProxy(); the sessions are in the store.',
      })
    }
    const { listener, recorder } = await this.#recorders.whileOpening(this.#openWithPort(session))
    if (isDefault) this.#default.adopt(recorder)
    if (activate) this.#activate(recorder)
    return { port: listener.port }
  }

  async activate(sessionId: string): Promise<void> {
    this.#activate(this.#recorders.get(sessionId))
  }

  // Where there is no thread, an error must be a rejection all the same.
  async write(sessionId: string, lines: readonly JournalLine[]): Promise<void> {
    await this.#recorders.get(sessionId).write(lines)
  }

  async pause(sessionId: string, isPaused: boolean): Promise<void> {
    await this.#recorders.get(sessionId).pause(isPaused)
  }

  async annotateWhen(sessionId: string, rule: RemarkRule): Promise<void> {
    this.#recorders.get(sessionId).annotateWhen(rule)
  }

  async settled(sessionId: string, limit: number): Promise<void> {
    await this.#recorders.get(sessionId).settled(limit)
  }

  async stop(sessionId: string, limit: number): Promise<StopReport> {
    const recorder = this.#recorders.get(sessionId)
    const report = await recorder.stop(limit, async () => {
      // From here on nothing can reach the session any more.
      this.#recorders.delete(sessionId)
      // Clients of the active session may go on: what they do belongs to the next one.
      if (this.#active === recorder) this.#activate(undefined)
      this.#default.forget(recorder)
      await this.#listeners.get(sessionId)?.close()
      this.#listeners.delete(sessionId)
    })
    await this.#recorders.summarize(recorder, report)
    return report
  }

  async coverage(sessionId: string): Promise<Coverage> {
    return this.#recorders.get(sessionId).coverage()
  }

  async reportBypass(sessionId: string, client: string, reason: string): Promise<void> {
    this.#recorders.get(sessionId).reportBypass(client, reason)
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
    return username !== sessionUsername || this.#recorders.find(password) !== undefined
  }

  exchange(head: ExchangeHead, connection: Connection): ExchangeObserver {
    const { attribution, recorder } = this.#route(connection, head.credentials)
    if (recorder) return recorder.exchange(head, connection, attribution)
    if (this.#closed) return nobody
    const made = this.#recorders.whileOpening(this.#activateDefault())
    return new DeferredObserver(
      made.then((one) => one?.exchange(head, connection, attribution) ?? nobody),
    )
  }

  trouble(trouble: Trouble, connection: Connection | undefined): void {
    if (!connection) return
    const { attribution, recorder } = this.#route(connection)
    recorder?.trouble(trouble, connection, attribution)
  }

  #route(
    connection: Connection,
    credentials = connection.credentials,
  ): { recorder: Recorder | undefined; attribution: Attribution } {
    const named =
      credentials?.username === sessionUsername
        ? this.#recorders.find(credentials.password)
        : undefined
    if (named) return { recorder: named, attribution: 'credentials' }
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
