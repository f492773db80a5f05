import type { Alignment, Unmatched } from '../align/alignment.ts'
import type { ComparisonOptions } from '../comparison-options.ts'
import type { Sample } from '../exchange.ts'
import type { Finding } from '../finding.ts'

/** Below this share a session that broke off early is still compared, when it says why. */
const defaultRate = 0.8

/** Why two sessions cannot be compared, as sentences; empty when they can. */
export function incomparability(
  alignment: Alignment,
  before: Sample,
  after: Sample,
  findings: readonly Finding[],
  { minMatchRate = defaultRate }: ComparisonOptions,
): string[] {
  const empty = [before, after].filter(({ exchanges }) => exchanges.length === 0)
  if (empty.length > 0) return empty.map(({ name }) => `"${name}" has no requests.`)
  const matched = alignment.pairs.length
  const missing = alignment.onlyBefore.filter(countsAsUnmatched)
  const added = alignment.onlyAfter.filter(countsAsUnmatched)
  const smaller = Math.min(matched + missing.length, matched + added.length)
  const larger = Math.max(matched + missing.length, matched + added.length)
  const isBrokenOff = findings.some(
    ({ rule, severity }) => severity === 'breaking' && /status|failed|error|auth/.test(rule),
  )
  const isLow = smaller === 0 || matched / smaller < minMatchRate
  const isCut = larger >= 20 && matched / larger < minMatchRate / 2 && !isBrokenOff
  if (!isLow && !isCut) return []
  const share = Math.round((100 * matched) / Math.max(1, isLow ? smaller : larger))
  return [
    `Only ${matched} requests of one session have a partner in the other (${share} %); below ${Math.round(minMatchRate * 100)} % they are not compared.`,
    ...hostProblem(before, after),
    ...largest(missing, `only in "${before.name}"`),
    ...largest(added, `only in "${after.name}"`),
  ]
}

/** What is in a tunnel cannot be told, nor whether it has a partner. */
function countsAsUnmatched({ exchange, role }: Unmatched): boolean {
  if (exchange.entry.request.method === 'CONNECT') return false
  return role === undefined || role === 'duplicate'
}

function hostProblem(before: Sample, after: Sample): string[] {
  const [was, is] = [before, after].map(
    ({ exchanges }) => new Set(exchanges.map(({ target }) => target.host)),
  ) as [Set<string>, Set<string>]
  if ([...was].some((host) => is.has(host))) return []
  const [one, other] = [[...was][0] ?? '', [...is][0] ?? '']
  return [
    `They have no host in common. If "${one}" is called "${other}" now, say so with a host map: --host-map '${one}=${other}'.`,
  ]
}

function largest(unmatched: Alignment['onlyBefore'], where: string): string[] {
  const counts = new Map<string, number>()
  for (const { endpoint } of unmatched) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1)
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one)
  const shown = sorted.slice(0, 5).map(([endpoint, count]) => `${endpoint} (${count})`)
  const rest = sorted.length > 5 ? `, and ${sorted.length - 5} more endpoints` : ''
  return shown.length > 0 ? [`The largest groups ${where}: ${shown.join(', ')}${rest}.`] : []
}
