import type { EntryFilter } from '../entry/filter.ts'
import { HartifactError } from '../errors.ts'
import {
  checkSessionDescription,
  type Remark,
  Session,
  type SessionDescription,
  type SessionJournal,
  type SessionStore,
} from '../session/index.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import { longestTimer } from '../within.ts'
import type { Coverage } from './coverage.ts'
import type { ErrorData, GatewayFunctions, StopReport } from './gateway/messages.ts'
import { checkRule } from './proxy-options.ts'

/** What a {@link Recording} needs of its proxy. */
export interface RecordingParts {
  readonly store: SessionStore
  readonly sessionId: string
  /** Of a session that comes into being with the first thing that is to be kept. */
  readonly lazy: SessionInfo | undefined
  readonly port: number
  readonly proxyUrl: string
  readonly gateway: GatewayFunctions
  readonly onStop: (recording: Recording) => void
  /** Called before it is deleted; may refuse. */
  readonly onDelete: (recording: Recording) => Promise<void>
}

/** Options of {@link Recording.stop} and {@link Recording.settled}. */
export interface WaitOptions {
  /** Milliseconds to wait for exchanges in flight; default 5,000. */
  readonly timeout?: number
}

/** Options of {@link Recording.stop} and {@link Recording.stopIfUsed}. */
export interface StopOptions extends WaitOptions {
  /** What is said of the session before it ends, for instance how its test went. */
  readonly describe?: SessionDescription
}

const defaultLimit = 5_000

/**
 * A session that is still being written. It has a port of its own: whatever a client sends through
 * {@link Recording.proxyUrl} belongs to it, whichever session is active.
 *
 * Disposing it stops it; that is safe after `stop()` and more than once.
 *
 * @example
 * ```ts
 * import { startProxy } from '@hartifact/core'
 *
 * await using proxy = await startProxy()
 * await using checkout = await proxy.record('Checkout')
 * console.log(checkout.proxyUrl) // give it to a browser, curl, an SDK
 * const session = await checkout.stop()
 * ```
 */
export class Recording extends Session implements AsyncDisposable {
  readonly #parts: RecordingParts
  #stopped: Promise<StopReport> | undefined
  #stopCalled = false
  /** Whether there is anything on disk. */
  #exists: boolean

  /** Use `proxy.record()` or `proxy.create()`. */
  constructor(parts: RecordingParts, journal: SessionJournal) {
    const { lazy } = parts
    super(parts.store, parts.sessionId, {
      journal,
      ...(lazy && { manifest: { info: lazy, counts: { requests: 0, bytes: 0, failed: 0 } } }),
    })
    this.#parts = parts
    this.#exists = lazy === undefined
  }

  /**
   * URL to give to clients as their HTTP proxy: `http://127.0.0.1:PORT`, for a lazy recording
   * {@link Recording.taggedProxyUrl}.
   */
  get proxyUrl(): string {
    return this.#parts.lazy ? this.taggedProxyUrl : `http://127.0.0.1:${this.#parts.port}`
  }

  /**
   * The proxy's own URL with credentials that name this recording: for clients that can only be
   * given one proxy but send credentials (most Node clients, curl).
   */
  get taggedProxyUrl(): string {
    return this.#parts.proxyUrl.replace('://', `://session:${this.id}@`)
  }

  /**
   * Whether its proxy runs in the calling thread, as it does with a store in memory: then nothing can
   * be waited for without letting it go on, such as a synchronous child process.
   */
  get inThisThread(): boolean {
    return this.#parts.store.storage.kind === 'memory'
  }

  /** Whether {@link Recording.stop} has been called, or the recording was disposed. */
  get stopped(): boolean {
    return this.#stopped !== undefined
  }

  /**
   * Resolves when every exchange seen so far is on disk. Open WebSockets and event streams count
   * with what they have brought.
   *
   * @throws HartifactError `TIMED_OUT` naming what is still in flight, `RECORDING_STOPPED`,
   *   `INVALID_ARGUMENT`
   */
  async settled({ timeout = defaultLimit }: WaitOptions = {}): Promise<void> {
    this.#assertRunning('settled')
    checkTimeout(timeout)
    await this.#parts.gateway.settled(this.id, timeout)
  }

  /**
   * Takes no more traffic, waits for what is in flight, and closes the session. What does not end
   * in time is cut off and marked with a failure of kind `unfinished`; what arrives meanwhile is
   * marked `late`.
   *
   * @returns the session, for reading and export
   * @throws HartifactError `RECORDING_STOPPED` when called twice; `SESSION_DEGRADED` when the disk
   *   refused part of it, or was too slow: the session then holds, and tells, what could be kept
   */
  async stop(options: StopOptions = {}): Promise<Session> {
    this.#beginStop(options)
    const { degraded } = await this.#stop({ ...options, ifUsed: false })
    if (degraded) throw incomplete(this, degraded)
    return this.#parts.store.open(this.id)
  }

  /**
   * The same for a lazy recording, of which nothing is left when nothing came to it and nothing was
   * said of it. What the disk refused is told by the session's state.
   *
   * @returns `undefined` when nothing is left
   * @throws HartifactError `RECORDING_STOPPED`
   */
  async stopIfUsed(options: StopOptions = {}): Promise<Session | undefined> {
    this.#beginStop(options)
    const { manifest, unused } = await this.#stop({ ...options, ifUsed: true })
    if (unused) return undefined
    const { store } = this.#parts
    return manifest ? new Session(store, this.id, { manifest }) : store.open(this.id)
  }

  #beginStop({ timeout }: StopOptions): void {
    if (this.#stopCalled || this.#stopped) {
      throw new HartifactError(
        'RECORDING_STOPPED',
        `The recording "${this.name}" has been stopped already.`,
        {
          fix: 'Call stop() once; disposing afterwards is fine.',
        },
      )
    }
    checkTimeout(timeout)
    this.#stopCalled = true
  }

  /** Reads what has been added since; of a lazy recording there may be nothing yet. */
  override async refresh(): Promise<this> {
    if (!this.#exists && !this.#stopped) this.#exists = await this.#parts.gateway.exists(this.id)
    return this.#exists ? super.refresh() : this
  }

  /** A lazy recording comes into being. */
  protected override async ready(): Promise<void> {
    this.#exists ||= await this.#parts.gateway.exists(this.id)
    if (this.#exists) return
    await this.#parts.gateway.write(this.id, [])
    this.#exists = true
  }

  /**
   * What was seen so far, and what could not be read. What it comes to in the end is in
   * `session.info.coverage` of the session that {@link Recording.stop} returns.
   *
   * @throws HartifactError `RECORDING_STOPPED`
   */
  async coverage(): Promise<Coverage> {
    this.#assertRunning('coverage')
    return this.#parts.gateway.coverage(this.id)
  }

  /**
   * Says that a client is known to have gone around the proxy, so that {@link Recording.coverage}
   * tells what the session lacks. For adapters; each call counts as one.
   *
   * @param client - who it was, for instance `chromium (service worker)`
   * @param reason - why, for people
   * @throws HartifactError `RECORDING_STOPPED`, `INVALID_ARGUMENT` for texts that are empty
   * @example
   * ```ts
   * import { startProxy } from '@hartifact/core'
   *
   * await using proxy = await startProxy()
   * const recording = await proxy.record('Checkout')
   * await recording.reportBypass('webkit', 'it connects to localhost without the proxy')
   * console.log((await recording.coverage()).bypassed)
   * ```
   */
  async reportBypass(client: string, reason: string): Promise<void> {
    this.#assertRunning('reportBypass')
    for (const text of [client, reason]) {
      if (typeof text === 'string' && text.trim() !== '') continue
      throw new HartifactError('INVALID_ARGUMENT', 'A bypass needs a client and a reason.', {
        fix: 'Write reportBypass(client, reason) with two texts.',
      })
    }
    await this.#parts.gateway.reportBypass(this.id, client, reason)
  }

  /**
   * Lets traffic pass without keeping it until {@link Recording.resume}; exchanges that have begun
   * are kept. `coverage().paused` counts what passed meanwhile.
   *
   * @throws HartifactError `RECORDING_STOPPED`
   */
  async pause(): Promise<void> {
    this.#assertRunning('pause')
    await this.#parts.gateway.pause(this.id, true)
    await this.refresh()
  }

  /** Keeps traffic again. @throws HartifactError `RECORDING_STOPPED` */
  async resume(): Promise<void> {
    this.#assertRunning('resume')
    await this.#parts.gateway.pause(this.id, false)
    await this.refresh()
  }

  /**
   * Puts a remark on every entry that fits from now on, as soon as it is complete.
   *
   * @param when - a filter or a query; words of a query are not looked for in bodies
   * @throws HartifactError `RECORDING_STOPPED`, `INVALID_ARGUMENT`
   * @example
   * ```ts
   * import { startProxy } from '@hartifact/core'
   *
   * await using proxy = await startProxy()
   * const recording = await proxy.record('Checkout')
   * await recording.annotateWhen('status:5xx', { color: 'red', tags: ['bug'] })
   * ```
   */
  async annotateWhen(when: EntryFilter | string, remark: Remark): Promise<void> {
    this.#assertRunning('annotateWhen')
    await this.#parts.gateway.annotateWhen(this.id, checkRule({ when, remark }))
  }

  /**
   * Stops it and moves it to the trash. When it is the active session, another one becomes active.
   *
   * @throws HartifactError `SESSION_ACTIVE` for the active session when the store holds no other
   */
  override async delete(): Promise<void> {
    await this.#parts.onDelete(this)
    await this[Symbol.asyncDispose]()
    await super.delete()
  }

  /** Stops it, if that has not been done. Never throws. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop({ ifUsed: this.#parts.lazy !== undefined }).catch(() => {})
  }

  /** How many entries it has recorded, once it has been stopped. @internal */
  async ended(): Promise<number> {
    return (await this.#stop({ ifUsed: false })).entries
  }

  #stop({
    describe,
    ifUsed,
    timeout = defaultLimit,
  }: StopOptions & { readonly ifUsed: boolean }): Promise<StopReport> {
    if (this.#stopped) return this.#stopped
    const set = describe && checkSessionDescription(describe)
    const options = { ifUsed, ...(set && { lines: [{ t: 'info' as const, set }] }) }
    this.#stopped = this.#parts.gateway.stop(this.id, timeout, options).then((report) => {
      this.#exists = !report.unused
      this.#parts.onStop(this)
      return report
    })
    return this.#stopped
  }

  #assertRunning(what: string): void {
    if (!this.#stopped) return
    throw new HartifactError(
      'RECORDING_STOPPED',
      `${what}() was called on "${this.name}", which has been stopped.`,
      {
        fix: 'Read it as a session, or start another recording.',
      },
    )
  }
}

function incomplete({ id, name }: Recording, { what }: ErrorData): HartifactError {
  return new HartifactError('SESSION_DEGRADED', `The session "${name}" is incomplete: ${what}`, {
    fix: `What could be kept is in session ${id}; remove the cause and record again.`,
  })
}

/** A timer takes anything else for 1 ms. */
function checkTimeout(timeout: number = defaultLimit): void {
  if (typeof timeout === 'number' && timeout >= 0 && timeout <= longestTimer) return
  throw new HartifactError('INVALID_ARGUMENT', `${String(timeout)} is not a usable timeout.`, {
    fix: `Use a number of milliseconds from 0 to ${longestTimer}.`,
  })
}

/** Remarks on a running recording go through its gateway, so that the session has one writer. */
export function gatewayJournal(gateway: GatewayFunctions, sessionId: string): SessionJournal {
  return { write: (lines) => gateway.write(sessionId, lines) }
}
