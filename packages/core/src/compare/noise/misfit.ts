/** Why a value is not one that its place may have. */
export interface Misfit {
  readonly rule:
    | 'type'
    /** The form of an id, token or time, or empty. */
    | 'format'
    /** A word that is none of the few. */
    | 'member'
    /** A number of another sign or magnitude. */
    | 'range'
    /** Words around what varies. */
    | 'value'
    /** What was masked is readable. */
    | 'exposed'
  /** Half a sentence for people. */
  readonly what: string
}
