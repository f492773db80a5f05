import { isHartifactError } from '@hartifact/core'
import type { FileTraffic } from '../manifest/manifest-report.ts'
import type { ReporterVoice } from '../reporter-voice.ts'
import type { JunitFiles } from './junit-options.ts'
import { addToJunit, versionOf, writeJunit } from './write-junit.ts'

/** The JUnit file of a run, as the option `junit` wants it. */
export class JunitTask {
  readonly #files: JunitFiles
  readonly #voice: ReporterVoice
  readonly #versionBefore: string | undefined
  #waiting: readonly FileTraffic[] | undefined

  /** To be made when the run begins: a file that is there is one of an earlier run. */
  constructor(files: JunitFiles, voice: ReporterVoice) {
    this.#files = files
    this.#voice = voice
    this.#versionBefore = files.input === undefined ? undefined : versionOf(files.input)
  }

  /** Writes its own file; another reporter's may be written later, so {@link finish} adds to that. */
  conclude(traffic: readonly FileTraffic[]): void {
    if (this.#files.input === undefined) {
      this.#voice.guard(() => writeJunit(traffic, this.#files))
    } else {
      this.#waiting = traffic
    }
  }

  /**
   * Adds to the other reporter's file, if that is there and finished.
   *
   * @returns whether there is nothing left to do
   */
  tryToFinish(): boolean {
    if (!this.#waiting) return true
    if (!this.#isWritten()) return false
    try {
      this.#add(this.#waiting)
    } catch (error) {
      if (isHartifactError(error, 'FORMAT_UNKNOWN')) return false
      this.#voice.complain(error)
    }
    this.#waiting = undefined
    return true
  }

  /** Adds to the other reporter's file, or says why not. Waits for nothing, and never throws. */
  finish(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (!waiting) return
    this.#voice.guard(() => {
      if (this.#isWritten()) this.#add(waiting)
      else this.#voice.warn(`no reporter has written junit.input ${this.#files.input} in this run.`)
    })
  }

  #isWritten(): boolean {
    const version = versionOf(this.#files.input ?? '')
    return version !== undefined && version !== this.#versionBefore
  }

  #add(traffic: readonly FileTraffic[]): void {
    for (const problem of addToJunit(traffic, this.#files)) this.#voice.warn(problem)
  }
}
