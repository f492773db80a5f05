import type { EntryFilter } from '../entry/filter.ts'
import type { Comparable } from '../session/compare.ts'
import type { MatcherContext, MatcherResult } from './matcher.ts'
import {
  toHaveNoFailedRequests,
  type ToHaveNoFailedRequestsOptions,
} from './to-have-no-failed-requests.ts'
import { toHaveRequest, type ToHaveRequestOptions } from './to-have-request.ts'
import { toMatchBaseline, type ToMatchBaselineOptions } from './to-match-baseline.ts'
import { toMatchSession, type ToMatchSessionOptions } from './to-match-session.ts'

export type { MatcherContext, MatcherResult } from './matcher.ts'
export type { ToHaveNoFailedRequestsOptions } from './to-have-no-failed-requests.ts'
export type { ToHaveRequestOptions } from './to-have-request.ts'
export type { ToMatchBaselineOptions } from './to-match-baseline.ts'
export type { ToMatchSessionOptions } from './to-match-session.ts'

/**
 * Matchers for sessions and recordings, for `expect.extend` of Playwright, Jest and Vitest. All are
 * asynchronous: `await` them.
 *
 * @example
 * ```ts
 * import { expect as base } from '@playwright/test'
 * import { matchers } from '@hartifact/core/matchers'
 *
 * const expect = base.extend(matchers)
 * await expect(traffic).toHaveRequest({ method: 'POST', url: '**\/login', status: 302 })
 * await expect(traffic).toHaveNoFailedRequests({ ignore: [{ url: '**\/favicon.ico' }] })
 * await expect(traffic).toMatchSession('Before Deploy v2.5', { failOn: 'breaking' })
 * await expect(traffic).toMatchBaseline('checkout')
 * ```
 */
export const matchers: Matchers = {
  toHaveRequest(traffic, filter, options) {
    return toHaveRequest(this ?? {}, traffic, filter, options)
  },
  toHaveNoFailedRequests(traffic, options) {
    return toHaveNoFailedRequests(this ?? {}, traffic, options)
  },
  toMatchSession(traffic, before, options) {
    return toMatchSession(this ?? {}, traffic, before, options)
  },
  toMatchBaseline(traffic, name, options) {
    return toMatchBaseline(this ?? {}, traffic, name, options)
  },
}

/** The shape of {@link matchers}: what `expect.extend` takes. */
// A type and not an interface: only then is it a record of functions, as Vitest's typings ask.
export type Matchers = {
  toHaveRequest(
    this: MatcherContext | void,
    traffic: unknown,
    filter: EntryFilter,
    options?: ToHaveRequestOptions,
  ): Promise<MatcherResult>
  toHaveNoFailedRequests(
    this: MatcherContext | void,
    traffic: unknown,
    options?: ToHaveNoFailedRequestsOptions,
  ): Promise<MatcherResult>
  toMatchSession(
    this: MatcherContext | void,
    traffic: unknown,
    before: Comparable | readonly Comparable[],
    options?: ToMatchSessionOptions,
  ): Promise<MatcherResult>
  toMatchBaseline(
    this: MatcherContext | void,
    traffic: unknown,
    name?: string,
    options?: ToMatchBaselineOptions,
  ): Promise<MatcherResult>
}

/**
 * The matchers as methods of `expect(session)`, for the typings of Jest and Vitest; Playwright's
 * `expect.extend` has its own.
 *
 * @example
 * ```ts
 * import type { SessionMatchers } from '@hartifact/core/matchers'
 *
 * declare module 'vitest' {
 *   interface Matchers<T = any> extends SessionMatchers<Promise<void>> {}
 * }
 * ```
 */
export interface SessionMatchers<R = Promise<void>> {
  /** Passes as soon as a request matches `filter`. */
  toHaveRequest(filter: EntryFilter, options?: ToHaveRequestOptions): R
  /** Passes when no request failed. */
  toHaveNoFailedRequests(options?: ToHaveNoFailedRequestsOptions): R
  /** Passes when nothing that matters differs from the session `before`, or from several that did the same. */
  toMatchSession(before: Comparable | readonly Comparable[], options?: ToMatchSessionOptions): R
  /** Passes when nothing that matters differs from the baseline beside the file of tests. */
  toMatchBaseline(name?: string, options?: ToMatchBaselineOptions): R
}
