import type { Judgement } from './judgement.ts'

/** A judgement with the exchanges that it is about. */
export interface Raised extends Judgement {
  readonly endpoint: string
  readonly beforeEntries: readonly number[]
  readonly afterEntries: readonly number[]
}
