import type { ComparisonOptions, IgnoreRule } from '../comparison-options.ts'
import type { Finding, Severity } from '../finding.ts'
import { compileAccepted, compileIgnoreRules } from '../settings/ignore-rules.ts'

/** Findings after what the user said about them. */
export interface Settled {
  /** Worst first. */
  readonly findings: readonly Finding[]
  readonly noise: readonly Finding[]
  /** Ignore rules that matched nothing. */
  readonly unused: readonly IgnoreRule[]
}

const order: readonly Severity[] = ['breaking', 'warning', 'info', 'noise']

/** Overrides severities, then takes out what is ignored or accepted; the reasons stay with it. */
export function settle(
  findings: readonly Finding[],
  options: ComparisonOptions,
  now: Date,
): Settled {
  const ignored = compileIgnoreRules(options.ignore ?? [])
  const accepted = compileAccepted(options.accept ?? [], now)
  const settled = findings.map((finding) => {
    if (finding.severity === 'noise') {
      // A rule for what is noise anyway is in use.
      ignored.match(finding)
      return finding
    }
    const own = options.severity?.[finding.rule]
    const rated =
      own === undefined ? finding : { ...finding, severity: own, reason: 'the settings say so' }
    const rule = ignored.match(finding)
    if (rule) return { ...rated, severity: 'noise' as const, reason: `ignored: ${rule.reason}` }
    const acceptance = accepted.match(finding)
    if (acceptance)
      return { ...rated, severity: 'noise' as const, reason: `accepted: ${acceptance.reason}` }
    return rated
  })
  const sorted = settled.toSorted(
    (one, other) =>
      order.indexOf(one.severity) - order.indexOf(other.severity) || firstOf(one) - firstOf(other),
  )
  return {
    findings: sorted.filter(({ severity }) => severity !== 'noise'),
    noise: sorted.filter(({ severity }) => severity === 'noise'),
    unused: ignored.unused(),
  }
}

function firstOf({ afterEntries, beforeEntries }: Finding): number {
  return afterEntries[0] ?? beforeEntries[0] ?? 0
}
