import type { ComparedSource, ComparisonOptions, Profile } from '../compare/index.ts'
import type { ImportedSession } from '../formats/format.ts'
import type { Session } from './session.ts'
import type { SessionStore } from './session-store.ts'

/**
 * What can be compared: a session, also one that is being recorded; what `readHar` has read; data that
 * a program has made; or a text. A text that ends in `.har` or has a `/` or `\` in it is the path of a file, if there is one;
 * every other text is the name or the id of a session in the store.
 */
export type Comparable = Session | ImportedSession | ComparedSource | string

/** How sessions are found and waited for. */
export interface FindOptions {
  /**
   * The store, or its folder, in which names and ids are looked up. Default: `$HARTIFACT_STORE`, else
   * `.hartifact`. It is only read.
   */
  readonly store?: SessionStore | string
  /**
   * Milliseconds to wait for exchanges of a recording that are in flight; 0 compares what is there
   * now. Default 5,000.
   */
  readonly timeout?: number
}

/** Options of {@link compare}; all have defaults. */
export interface CompareOptions extends Omit<ComparisonOptions, 'profile'>, FindOptions {
  /** Further sessions that did the same as `before`: what differs between them is noise. */
  readonly baselines?: readonly Comparable[]
  /** What was learnt about noise earlier, or the path of its file, see {@link learn}. */
  readonly profile?: Profile | string
  /**
   * Path of the project's settings: what is ignored, accepted, and how severe rules are. Default:
   * `hartifact.compare.json` in the working folder, if it is there; `false` for none. What is given
   * here comes on top of it.
   */
  readonly settings?: string | false
}

/** Options of {@link learn}. */
export interface LearnOptions extends FindOptions {
  /** What was learnt earlier, or the path of its file; the result holds it all. */
  readonly profile?: Profile | string
}
