import type { RedactionProfile, SessionInfo } from '../../entry/session-info.ts'
import { HartifactError } from '../../errors.ts'
import {
  createSession,
  currentManifest,
  ManifestTally,
  openWriter,
  type SessionManifest,
  type Storage,
} from '../../store/index.ts'
import { jointRedaction } from '../../session/index.ts'
import { within } from '../../within.ts'
import { errorData } from './error-data.ts'
import type { GatewayEvents, RecordRequest, RemarkRule, StopReport } from './messages.ts'
import { Recorder, type RecorderSettings } from './recorder.ts'

/** What {@link Recorders} stand on. */
export interface RecorderParts extends RecorderSettings {
  readonly storage: Storage
  readonly events: GatewayEvents
  /** Describes the session that is made when traffic comes while none is active. */
  readonly defaultSession: () => SessionInfo
  /** For the entries of all sessions. */
  readonly annotate: readonly RemarkRule[]
  /** What its recordings go through before they reach the disk. */
  readonly redaction: RedactionProfile
}

/** The sessions that are being recorded, by id. */
export class Recorders {
  readonly #parts: RecorderParts
  readonly #running = new Map<string, Recorder>()
  /** Sessions that are being opened: they must be there before all are stopped. */
  readonly #opening = new Set<Promise<unknown>>()

  constructor(parts: RecorderParts) {
    this.#parts = parts
  }

  get ids(): string[] {
    return [...this.#running.keys()]
  }

  find(sessionId: string): Recorder | undefined {
    return this.#running.get(sessionId)
  }

  /** @throws HartifactError `RECORDING_STOPPED` when it is not being recorded */
  get(sessionId: string): Recorder {
    const recorder = this.#running.get(sessionId)
    if (recorder) return recorder
    throw new HartifactError('RECORDING_STOPPED', 'This recording has been stopped.', {
      fix: 'Read it as a session, or start another recording.',
    })
  }

  delete(sessionId: string): void {
    this.#running.delete(sessionId)
  }

  /** @throws HartifactError `SESSION_LOCKED`, `STORE_FULL`, `STORE_UNWRITABLE` */
  async open(session: RecordRequest['session']): Promise<Recorder> {
    const { events, limits, storage } = this.#parts
    const id = 'create' in session ? session.create.id : session.open
    if (this.#running.has(id)) {
      throw new HartifactError(
        'SESSION_LOCKED',
        `The session ${id} is being recorded by this proxy already.`,
        { fix: 'Activate it, or stop its recording first.' },
      )
    }
    if ('create' in session) await createSession(storage, session.create, { lasting: false })
    const before = 'open' in session ? await currentManifest(storage, id) : undefined
    const writer = await openWriter(storage, id, 'capture', {
      stall: limits.diskStall,
      onFault: (error) => events.degraded(id, errorData(error)),
      ...('create' in session && { fresh: session.create }),
    })
    const tally = tallyFor('create' in session ? session.create : undefined, before)
    const recorder = new Recorder(id, writer, this.#parts, tally)
    for (const rule of this.#parts.annotate) recorder.annotateWhen(rule)
    try {
      if (before) await this.#tellChanges(recorder, before)
    } catch (error) {
      // Nobody has a handle on it that could let go of the session.
      await writer.close()
      throw error
    }
    this.#running.set(id, recorder)
    return recorder
  }

  /** A session that is continued, perhaps with other rules, is no longer what it says of itself. */
  async #tellChanges(recorder: Recorder, before: SessionManifest): Promise<void> {
    const { info } = before
    const redaction = isUnwritten(before)
      ? this.#parts.redaction
      : jointRedaction([info.redaction, this.#parts.redaction])
    const set = {
      ...(redaction !== info.redaction && { redaction }),
      // Its last recording was killed while it was paused.
      ...(info.paused === true && { paused: false }),
    }
    if (Object.keys(set).length > 0) await recorder.write([{ t: 'info', set }])
  }

  /**
   * Leaves a manifest of a session that has ended, so that a list of sessions is quick; and returns
   * it.
   */
  async summarize(
    recorder: Recorder,
    { degraded }: StopReport,
  ): Promise<SessionManifest | undefined> {
    // Whoever lists the session makes it otherwise.
    if (degraded) return undefined
    return recorder.tally?.write(this.#parts.storage).catch(() => undefined)
  }

  /** Remembers work that opens a session, until it has ended. */
  whileOpening<T>(work: Promise<T>): Promise<T> {
    this.#opening.add(work)
    const over = (): void => void this.#opening.delete(work)
    work.then(over, over)
    return work
  }

  /** Waits for sessions that are being opened, `limit` milliseconds at most. */
  async opened(limit: number): Promise<void> {
    await within(limit, Promise.allSettled(this.#opening))
  }
}

/** The first recording of a session counts what it writes; later ones do not know all. */
function tallyFor(
  created: SessionInfo | undefined,
  before: SessionManifest | undefined,
): ManifestTally | undefined {
  if (created) return new ManifestTally(created)
  return before && isUnwritten(before) ? new ManifestTally(before.info) : undefined
}

/** Nobody has written to it; one without entries may still have some that were cleared. */
function isUnwritten({ extent, info }: SessionManifest): boolean {
  return extent?.files.length === 0 && info.state === 'closed'
}
