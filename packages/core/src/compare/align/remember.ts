/** A pure function of a text that keeps its last results. */
export function remember<Result>(
  compute: (text: string) => Result,
  limit = 20_000,
): (text: string) => Result {
  const known = new Map<string, Result>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const result = compute(text)
    // Long texts are seldom the same twice.
    if (text.length > 200) return result
    if (known.size >= limit) known.clear()
    known.set(text, result)
    return result
  }
}
