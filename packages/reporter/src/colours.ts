/** Marks parts of a text; does nothing where colours are not wanted. */
export interface Colours {
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
}

/**
 * Colours for a stream, by the rules of the runners: `NO_COLOR` or `FORCE_COLOR=0` turn them off, any
 * other `FORCE_COLOR` on; else they are for terminals only. See https://no-color.org.
 */
export function coloursFor(isTTY: boolean, environment: NodeJS.ProcessEnv = process.env): Colours {
  const { FORCE_COLOR: force, NO_COLOR: no } = environment
  const forbidden = no || force === '0' || force === 'false'
  const wanted = !forbidden && (force ? true : isTTY)
  const code = (on: number, off: number) => (text: string) =>
    wanted ? `\u001B[${on}m${text}\u001B[${off}m` : text
  return { dim: code(2, 22), red: code(31, 39), yellow: code(33, 39) }
}
