import type { Comparison } from '../compare/comparison.ts'
import { HartifactError } from '../errors.ts'
import { type Comparable, compare, type CompareOptions } from '../session/compare.ts'
import { headingOf, limitOf, type MatcherContext, type MatcherResult } from './matcher.ts'

/** Options of {@link toMatchSession}: those of `compare`. */
export type ToMatchSessionOptions = CompareOptions

/** A failure fits on a screen: the heading, an empty line, and this. */
const mostLines = 58

/**
 * Passes when nothing that matters differs between the session and `before`: when the verdict of
 * `compare(before, session)` is `equivalent`. With `.not` it passes when the verdict is `different`.
 * Sessions that cannot be compared fail either way.
 *
 * @param before - a session, or several that did the same: what differs between these is noise
 * @throws HartifactError as `compare`
 */
export async function toMatchSession(
  context: MatcherContext,
  traffic: unknown,
  before: Comparable | readonly Comparable[],
  options: ToMatchSessionOptions = {},
): Promise<MatcherResult> {
  const [first, ...others] = isList(before) ? before : [before]
  if (first === undefined) {
    throw new HartifactError('INVALID_ARGUMENT', 'toMatchSession was not told what to match.', {
      fix: "Give the session before: expect(traffic).toMatchSession('Before Deploy v2.5').",
    })
  }
  const comparison = await compare(first, traffic as Comparable, {
    ...options,
    baselines: [...others, ...(options.baselines ?? [])],
    timeout: limitOf(context, options.timeout),
  })
  return resultOf(context, { matcher: 'toMatchSession', expected: 'before', comparison })
}

/** What a comparison means for an assertion; `hint` is one more line of a failure. */
export function resultOf(
  context: MatcherContext,
  {
    comparison,
    expected,
    hint,
    matcher,
  }: {
    readonly matcher: string
    readonly expected: string
    readonly comparison: Comparison
    readonly hint?: string
  },
): MatcherResult {
  const { verdict } = comparison
  const fails = context.isNot ?? false
  return {
    pass: verdict === 'incomparable' ? fails : verdict === 'equivalent',
    message: () =>
      [
        headingOf(context, matcher, expected),
        '',
        comparison.text({ maxLines: mostLines - (hint === undefined ? 0 : 2), color: false }),
        ...(hint === undefined ? [] : ['', hint]),
      ].join('\n'),
  }
}

function isList(value: Comparable | readonly Comparable[]): value is readonly Comparable[] {
  return Array.isArray(value)
}
