/** Collects text of at most so many bytes in UTF-8. */
export interface ByteBudget {
  /** Adds `text` when it fits, and says whether it did. */
  add(text: string): boolean
  /** Keeps so many bytes for later. */
  reserve(bytes: number): void
  text(): string
}

export function byteBudget(limit: number): ByteBudget {
  const parts: string[] = []
  let left = limit
  return {
    add(text) {
      const size = Buffer.byteLength(text)
      if (size > left) return false
      left -= size
      parts.push(text)
      return true
    },
    reserve(bytes) {
      left -= bytes
    },
    text: () => parts.join(''),
  }
}
