import type { Recording } from '@hartifact/core' with { 'resolution-mode': 'import' }
import { toldError } from './told-error.cts'

/** Says why there is no traffic, to code that has asked for this property of it. */
export type NoTrafficReason = (property?: string) => Error

/** Stands for the recording where nothing is captured: whoever uses it is told why. */
export function noTraffic(reason: NoTrafficReason): Recording {
  return new Proxy({} as Recording, {
    // The matchers look whether it is a session before they use it.
    has: () => true,
    get(_target, property) {
      if (isAskedByPrinters(property)) return undefined
      throw reason(String(property))
    },
  })
}

/** Asked by `await` and by printers, which do not mean to use it. */
export function isAskedByPrinters(property: string | symbol): boolean {
  return typeof property === 'symbol' || ['then', 'toJSON', 'asymmetricMatch'].includes(property)
}

/** Reason where the options say `enabled: false`. */
export function isDisabledReason(property?: string): Error {
  return toldError(
    'INVALID_ARGUMENT',
    `Nothing is captured here, so there is no traffic${askedFor(property)}.`,
    'The options of @hartifact/jest-env say enabled: false; leave it out, or do not use traffic.',
  )
}

/** Reason where the capture could not begin. */
export function hasFailedReason(cause: unknown): NoTrafficReason {
  const { code = 'GATEWAY_FAILED', message } = cause as Error & { readonly code?: string }
  return (property) =>
    toldError(
      code,
      `The capture could not begin, so there is no traffic${askedFor(property)}.`,
      `What went wrong: ${message}`,
    )
}

function askedFor(property: string | undefined): string {
  return property === undefined ? '' : ` to ask for "${property}"`
}
