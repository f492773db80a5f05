/** What a series of killed recordings left behind. */
export interface CrashResult {
  /** Entries that the recording processes were told are safe. */
  readonly acknowledged: number
  /** Whole entries that were read back. */
  readonly found: number
  /** Acknowledged entries that are missing. */
  readonly lost: string[]
  /** What could not be read, or is wrong. */
  readonly unreadable: string[]
}

export function crashLoop(options: {
  rounds: number
  onRound?: (round: number) => void
}): Promise<CrashResult>
