import type { Recording } from '@hartifact/core'

/** Which attempt at which test. */
export interface TestIdentity {
  /** Titles of the `describe` blocks and of the test. */
  readonly titlePath: readonly string[]
  /** 0 for the first attempt. */
  readonly retry: number
  /** 0, 1, … among the tests of the file with the same titles; default 0. */
  readonly ordinal?: number
  /** It is the only test of its file: then a name for the file is its name. */
  readonly isOnly?: boolean
}

/** Stands for the test where there is none. */
export const outsideOfTests: TestIdentity = { titlePath: [], retry: 0 }

/** A test while it runs, or what is outside of tests in a file. */
export class TestScope {
  readonly recording: Recording
  /** Absent for what is outside of tests. */
  readonly test: TestIdentity | undefined
  #ended = false
  #naming: Promise<void> = Promise.resolve()

  constructor(recording: Recording, test?: TestIdentity) {
    this.recording = recording
    this.test = test
  }

  /** Whether the test is over. Code that it has started may still run. */
  get ended(): boolean {
    return this.#ended
  }

  /**
   * Gives the session another name.
   *
   * @throws HartifactError `INVALID_ARGUMENT` for a name that is empty or too long,
   *   `RECORDING_STOPPED`
   */
  name(name: string): Promise<void> {
    const naming = this.#naming.catch(() => {}).then(() => this.recording.rename(name))
    this.#naming = naming
    return naming
  }

  /** The test is over; waits for a name that was not awaited. @internal */
  async end(): Promise<void> {
    this.#ended = true
    await this.#naming.catch(() => {})
  }
}
