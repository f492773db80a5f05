let depth = 0

/** Makes connections that are no escapes: our own to the proxy, and some that are no traffic. */
function quietly<T>(work: () => T): T {
  depth += 1
  try {
    return work()
  } finally {
    depth -= 1
  }
}

function isQuiet(): boolean {
  return depth > 0
}

export type QuietModule = { readonly isQuiet: typeof isQuiet; readonly quietly: typeof quietly }

module.exports = { isQuiet, quietly } satisfies QuietModule
