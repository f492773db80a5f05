import type { Annotation, Step } from '../entry/entry.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import type { JournalLine } from './journal-line.ts'
import { parseSegmentFile, sessionFolder } from './layout.ts'
import { type SessionManifest, writeManifest } from './manifest.ts'
import { dependencies, measureExtent } from './rebuild-manifest.ts'
import type { Storage } from './storage.ts'

/**
 * Counts the lines of the only segment of a session while they are written, so that its manifest is
 * there when it ends, and nobody has to read the session for it.
 */
export class ManifestTally {
  #info: SessionInfo
  #isExact = true
  readonly #steps = new Map<string, Step>()
  readonly #annotations = new Map<string, Annotation>()
  readonly #counts = { requests: 0, bytes: 0, failed: 0, lastActivity: '' }

  constructor(info: SessionInfo) {
    this.#info = info
  }

  /** Entries so far. */
  get requests(): number {
    return this.#counts.requests
  }

  add(line: JournalLine): void {
    const counts = this.#counts
    switch (line.t) {
      case 'info':
        this.#info = { ...this.#info, ...line.set }
        break
      case 'req':
        counts.requests++
        if (line.entry.startedAt > counts.lastActivity) counts.lastActivity = line.entry.startedAt
        break
      case 'res':
        counts.bytes += line.patch.request?.body?.size ?? 0
        counts.bytes += line.patch.response?.body?.size ?? 0
        if (line.patch.failure) counts.failed++
        break
      case 'step':
        this.#steps.set(line.step.id, line.step)
        break
      case 'note':
        if (line.removed) this.#isExact = false
        else if (line.entry === undefined)
          this.#annotations.set(line.annotation.id, line.annotation)
        break
      case 'clear':
        this.#isExact = false
        break
      default:
    }
  }

  /**
   * Writes the manifest of the session.
   *
   * @returns it; `undefined` when somebody else has written to the session, and none was written
   */
  async write(storage: Storage): Promise<SessionManifest | undefined> {
    const folder = sessionFolder(this.#info.id)
    const files = dependencies(await storage.list(folder))
    const isAlone = files.every((name) => parseSegmentFile(name)?.segment === 1)
    if (!this.#isExact || !isAlone) return undefined
    const manifest = await this.#manifest(storage, folder, files)
    await writeManifest(storage, this.#info.id, manifest)
    return manifest
  }

  async #manifest(
    storage: Storage,
    folder: string,
    files: readonly string[],
  ): Promise<SessionManifest> {
    const { lastActivity, ...counts } = this.#counts
    return {
      info: { ...this.#info, state: 'closed' },
      counts: { ...counts, ...(lastActivity !== '' && { lastActivity }) },
      ...(this.#steps.size > 0 && { steps: [...this.#steps.values()] }),
      ...(this.#annotations.size > 0 && { annotations: [...this.#annotations.values()] }),
      extent: await measureExtent(storage, folder, files, new Date().toISOString()),
    }
  }
}
