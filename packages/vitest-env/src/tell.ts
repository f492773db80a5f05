const told = new Set<string>()

/** Says on stderr what went wrong beside the tests, which do not fail for it; the same is told once. */
export function tell(what: string, error?: unknown): void {
  const text = error === undefined ? what : `${what} ${messageOf(error)}`
  if (told.has(text)) return
  told.add(text)
  process.stderr.write(`  hartifact: ${text}\n`)
}

function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { readonly message?: unknown }
  return String(message ?? error)
}
