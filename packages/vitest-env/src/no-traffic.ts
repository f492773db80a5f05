import type { Recording } from '@hartifact/core'

/** Stands for the recording where nothing is captured: whoever uses it is told why. */
export function noTraffic(reason: (property: string) => Error): Recording {
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
function isAskedByPrinters(property: string | symbol): boolean {
  return typeof property === 'symbol' || ['then', 'toJSON', 'asymmetricMatch'].includes(property)
}
