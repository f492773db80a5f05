/** What one client did in one session, as `programs/matrix.mjs` reports it. */
export interface MatrixRow {
  readonly client: string
  /** Why the client does not run on this Node; then there is nothing else. */
  readonly unsupported?: string
  /** What threw. */
  readonly error?: string
  /** What the servers saw, as `METHOD URL`. */
  readonly sent?: readonly string[]
  /** What the session holds. */
  readonly captured?: readonly string[]
  readonly bypassed?: readonly { readonly client: string }[]
  readonly escapes?: readonly {
    readonly client: string
    readonly advice: string
    /** Whether it was told of the session of the client. */
    readonly ownSession: boolean
  }[]
}

/** One cell of the printed matrix. */
export function matrixCell(row: MatrixRow, reportedAs: string | undefined): string {
  const { bypassed = [], captured = [], error, escapes = [], sent = [], unsupported } = row
  if (unsupported !== undefined) return `n/a (${unsupported})`
  if (error !== undefined) return `FAILED: ${error}`
  if (sent.length === 0) return 'FAILED: it sent nothing'
  const own = escapes.filter(({ ownSession }) => ownSession)
  if (bypassed.length === 0 && own.length === 0 && areSame(sent, captured)) return 'ok'
  const isNamed = (one: { readonly client: string }): boolean => one.client === reportedAs
  const isReported = [bypassed, own].every((list) => list.length > 0 && list.every(isNamed))
  const isAdvised = own.every(({ advice }) => advice.trim() !== '')
  if (captured.length === 0 && isReported && isAdvised) return 'escape: reported'
  return `FAILED: ${JSON.stringify({ sent, captured, bypassed, escapes: own })}`
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join('\n') === other.toSorted().join('\n')
}

/** A table for people, columns as wide as needed. */
export function printTable(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  )
  return lines
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}
