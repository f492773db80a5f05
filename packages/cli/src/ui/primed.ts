/**
 * The same items, of which the first has been waited for: what is wrong from the beginning, as a
 * query with a mistake, shows before anything is written.
 */
export async function primed<T>(items: AsyncIterable<T> | Iterable<T>): Promise<AsyncIterable<T>> {
  async function* all(): AsyncGenerator<T, undefined> {
    yield* items
    return undefined
  }
  const iterator = all()
  const first = await iterator.next()
  return (async function* () {
    try {
      if (first.done) return
      yield first.value
      yield* iterator
    } finally {
      // Whoever stops early lets go of what is behind it.
      await iterator.return(undefined)
    }
  })()
}
