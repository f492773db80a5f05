type Style = (text: string) => string

/** Ways to mark text; they do nothing where colours are not wanted. */
export interface Styles {
  readonly bold: Style
  readonly dim: Style
  readonly inverse: Style
  readonly red: Style
  readonly orange: Style
  readonly yellow: Style
  readonly green: Style
  readonly blue: Style
  readonly purple: Style
}

/**
 * Styles for a stream: `NO_COLOR` or `FORCE_COLOR=0` turn them off, any other `FORCE_COLOR` on; else
 * they are for terminals only. See https://no-color.org.
 */
export function stylesFor(
  isTerminal: boolean,
  environment: NodeJS.ProcessEnv = process.env,
): Styles {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = environment
  const forbidden = no || force === '0' || force === 'false'
  const wanted = !forbidden && (force ? true : isTerminal && terminal !== 'dumb')
  const code =
    (on: number | string, off: number): Style =>
    (text) =>
      wanted && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    inverse: code(7, 27),
    red: code(31, 39),
    // The eight colours that every terminal has know no orange.
    orange: code('38;5;208', 39),
    yellow: code(33, 39),
    green: code(32, 39),
    blue: code(34, 39),
    purple: code(35, 39),
  }
}

/** The style of a status or a failure. */
export function outcomeStyle(styles: Styles, status: number | undefined, failed: boolean): Style {
  if (failed || status === undefined || status >= 500) return styles.red
  if (status >= 400) return styles.yellow
  return status >= 300 ? styles.dim : styles.green
}

/** The style of a colour that a remark has; colours of imported sessions may be unknown. */
export function colourStyle(styles: Styles, colour: string | undefined): Style {
  const known = colour !== undefined && Object.hasOwn(styles, colour)
  return known ? styles[colour as keyof Styles] : (text) => text
}
