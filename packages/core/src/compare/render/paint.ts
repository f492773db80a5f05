/** Gives a text a look. */
export type Paint = (text: string) => string

/** The looks of a report for terminals. */
export interface Paints {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly yellow: Paint
  readonly blue: Paint
  readonly green: Paint
}

/** Looks by the eight colours that every terminal has; they do nothing unless wanted. */
export function paintsFor(wanted: boolean): Paints {
  const code =
    (on: number, off: number): Paint =>
    (text) =>
      wanted && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    yellow: code(33, 39),
    blue: code(34, 39),
    green: code(32, 39),
  }
}
