import { HartifactError, type Recording } from '@hartifact/core'

/** Stands for the recording of a test that captures nothing: whoever uses it is told why. */
export function noTraffic(): Recording {
  return new Proxy({} as Recording, {
    // The matchers look whether it is a session before they use it.
    has: () => true,
    get(_target, property) {
      // Asked by `await` and by printers, which do not mean to use it.
      if (typeof property === 'symbol' || property === 'then' || property === 'toJSON')
        return undefined
      throw new HartifactError(
        'INVALID_ARGUMENT',
        `This test has session: false, so there is no traffic to ask for "${property}".`,
        { fix: 'Give it a session name with test.use({ session }), or do not use traffic.' },
      )
    },
  })
}
