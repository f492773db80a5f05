/** What a soak found. */
export interface SoakResult {
  /** What was random follows from it, except for the order in which things happened. */
  readonly seed: string
  readonly rounds: number
  readonly recordings: number
  /** Entries in the sessions. */
  readonly exchanges: number
  /** Not in the sessions, and rightly so: the proxy never had the whole head. */
  readonly absent: number
  /** Exchanges that were made, by kind. */
  readonly kinds: Readonly<Record<string, number>>
  readonly problems: readonly string[]
  /** Descriptors that were open before the first round; `undefined` where the system does not tell. */
  readonly base: { readonly files: number; readonly sockets: number } | undefined
  /** And after the last one. */
  readonly left: { readonly files: number; readonly sockets: number } | undefined
  /** Resident MB after each round. */
  readonly memory: readonly number[]
}

export function soak(options: {
  /** Default: no limit. */
  rounds?: number
  /** Ends after the round in which they are over; default: no limit. */
  minutes?: number
  seed?: string
  onRound?: (result: SoakResult) => void
  /** Ends it after the current round. */
  signal?: AbortSignal
}): Promise<SoakResult>
