/**
 * How often a test repeats what goes wrong seldom: `npm run test:long` has the larger number.
 *
 * @example
 * ```ts
 * const rounds = repeats(40, 200)
 * ```
 */
export function repeats(usual: number, long: number): number {
  return process.env['HARTIFACT_LONG'] === '1' ? long : usual
}
