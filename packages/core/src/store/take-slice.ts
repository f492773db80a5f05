/** Takes items off the front of `items` until they come to `limit`, at least one. */
export function takeSlice<T>(
  items: T[],
  limit: number,
  sizeOf: (item: T) => number,
): { readonly slice: T[]; readonly size: number } {
  let size = 0
  let count = 0
  while (count < items.length && (count === 0 || size < limit)) size += sizeOf(items[count++]!)
  return { slice: items.splice(0, count), size }
}
