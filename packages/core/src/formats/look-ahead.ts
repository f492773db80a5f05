/** Items that are worked on at the same time. */
const width = 8

/**
 * The results of `work` in the order of `items`, with the work on a few items under way at once.
 *
 * @param isLight - whether an item may be worked on before it is its turn; others wait for it
 */
export async function* lookAhead<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  isLight: (item: Item) => boolean,
  work: (item: Item, position: number) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const queue: Array<() => Promise<Result>> = []
  let position = 0
  for await (const item of items) {
    queue.push(begin(item, position))
    position++
    if (queue.length >= width) yield await next()
  }
  while (queue.length > 0) yield await next()

  function begin(item: Item, place: number): () => Promise<Result> {
    if (!isLight(item)) return () => work(item, place)
    const started = work(item, place)
    // Whoever takes it hears of its failure; until then it must not end the process.
    started.catch(() => {})
    return () => started
  }

  function next(): Promise<Result> {
    return (queue.shift() as () => Promise<Result>)()
  }
}
