/** Whether these are the long versions of the tests, by `npm run test:long`. */
export const isLong: boolean = process.env['HARTIFACT_LONG'] === '1'

/**
 * How often a test repeats what goes wrong seldom: `npm run test:long` has the larger number.
 *
 * @example
 * ```ts
 * const rounds = repeats(40, 200)
 * ```
 */
export function repeats(usual: number, long: number): number {
  return isLong ? long : usual
}
