/** Deeper than this, and beyond so many values, there is only a `…`: a report is no copy of a body. */
const limits = { depth: 64, values: 20_000, text: 100_000 } as const

/**
 * A value that JSON can hold and that comes back equal: integers beyond a double's are text, numbers
 * that are none are null, what is too deep or too much is `…`.
 */
export function plainValue(value: unknown): unknown {
  let left: number = limits.values
  const copy = (part: unknown, depth: number): unknown => {
    left--
    if (typeof part === 'bigint') return part.toString()
    if (typeof part === 'number') return Number.isFinite(part) ? part + 0 : null
    if (typeof part === 'string') {
      return part.length > limits.text ? `${part.slice(0, limits.text)}…` : part
    }
    if (typeof part === 'boolean' || part === null) return part
    if (typeof part !== 'object') return null
    if (depth > limits.depth || left < 0) return '…'
    if (Array.isArray(part)) return copyItems(part, depth)
    // `fromEntries` also keeps a member called `__proto__`.
    return Object.fromEntries(copyMembers(part as Readonly<Record<string, unknown>>, depth))
  }
  const copyItems = (items: readonly unknown[], depth: number): unknown[] => {
    const copies: unknown[] = []
    for (const item of items) {
      if (left <= 0) return [...copies, '…']
      copies.push(copy(item, depth + 1))
    }
    return copies
  }
  function* copyMembers(
    members: Readonly<Record<string, unknown>>,
    depth: number,
  ): Iterable<[string, unknown]> {
    for (const [name, member] of Object.entries(members)) {
      if (member === undefined) continue
      if (left <= 0) {
        yield ['…', '…']
        break
      }
      yield [name, copy(member, depth + 1)]
    }
  }
  return copy(value, 0)
}
