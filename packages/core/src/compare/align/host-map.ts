import { escapeRegExp, wildcardPieces } from '../../entry/wildcard.ts'

/** Hosts before to hosts after; `*` stands for any part. */
export type HostMap = Readonly<Record<string, string>>

/**
 * Gives a host before the name that it has after. A pattern without a port stands for all ports,
 * which are kept; what a `*` stands for takes the place of the `*` of the new name.
 */
export function compileHostMap(map: HostMap = {}): (host: string) => string {
  const rules = Object.entries(map).map(([from, to]) => ({
    pattern: new RegExp(`^${wildcardPieces(from.toLowerCase()).map(escapeRegExp).join('(.*)')}$`),
    pieces: wildcardPieces(to.toLowerCase()),
  }))
  const known = new Map<string, string>()
  return (host) => {
    const found = known.get(host) ?? mapHost(rules, host)
    known.set(host, found)
    return found
  }
}

interface Rule {
  readonly pattern: RegExp
  readonly pieces: readonly string[]
}

function mapHost(rules: readonly Rule[], host: string): string {
  const [, name = host, port = ''] = /^(.*?)(:\d+)?$/.exec(host) ?? []
  for (const { pattern, pieces } of rules) {
    const whole = pattern.exec(host)
    if (whole) return fill(pieces, whole.slice(1))
    const bare = port === '' ? null : pattern.exec(name)
    if (bare) return fill(pieces, bare.slice(1)) + port
  }
  return host
}

function fill(pieces: readonly string[], parts: readonly string[]): string {
  return pieces.reduce(
    (text, piece, index) => text + (parts[index - 1] ?? parts.at(-1) ?? '') + piece,
  )
}
