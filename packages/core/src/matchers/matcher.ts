/** What the matchers use of `this`; Playwright, Jest and Vitest all give at least this. */
export interface MatcherContext {
  /** Whether it was called after `.not`. */
  readonly isNot?: boolean
  /** Milliseconds: Playwright's `expect.timeout`. */
  readonly timeout?: number
  /** Path of the file of tests; Jest and Vitest have it, `@hartifact/playwright-fixture` gives it. */
  readonly testPath?: string | undefined
  /** What is to become of snapshots, in Playwright's words; `@hartifact/playwright-fixture` gives it. */
  readonly updateSnapshots?: 'all' | 'changed' | 'default' | 'missing' | 'none'
  /** It knows the same in Jest and Vitest, as a private member. */
  readonly snapshotState?: object | undefined
  readonly utils?: {
    matcherHint?(
      name: string,
      received?: string,
      expected?: string,
      options?: { isNot?: boolean },
    ): string
  }
}

/** What a matcher returns in all three runners. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** The heading of a failure message in the runner's own style, where it has one. */
export function headingOf(context: MatcherContext, name: string, expected: string): string {
  const isNot = context.isNot ?? false
  const hint = context.utils?.matcherHint?.(name, 'traffic', expected, { isNot })
  return hint ?? `expect(traffic)${isNot ? '.not' : ''}.${name}(${expected})`
}

/** Milliseconds to wait: the call's own, else the runner's, else 5,000. */
export function limitOf(context: MatcherContext, timeout: number | undefined): number {
  return timeout ?? context.timeout ?? 5_000
}
