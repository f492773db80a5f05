import type { ComparisonData } from '../comparison-data.ts'
import type { Finding } from '../finding.ts'
import { plainValue } from './plain-value.ts'

/** Grows when a member changes its meaning; new members do not count. */
const schema = 1

/** How {@link jsonReport} writes. */
export interface JsonOptions {
  /** Also what was silenced, after the findings, with severity `noise` and the reason. */
  readonly showNoise?: boolean
}

/**
 * The object that `hartifact compare --json` writes: for programs, complete, and always in the same
 * order. It survives JSON: integers beyond what a double holds are text.
 */
export function jsonReport(data: ComparisonData, options: JsonOptions = {}): object {
  const findings = [...data.findings, ...(options.showNoise ? data.noise : [])]
  return {
    schema,
    verdict: data.verdict,
    failOn: data.failOn,
    matched: data.matched,
    unmatched: data.unmatched,
    findings: findings.map(jsonFinding),
    problems: data.problems,
    remarks: data.remarks,
    before: data.before,
    after: data.after,
    samples: data.samples,
    noise: data.noise.length,
    unusedRules: data.unusedRules,
    latency: data.latency.map((endpoint) => plainValue(endpoint)),
  }
}

/** A finding with its members in the documented order; those that it has not are left out. */
export function jsonFinding(finding: Finding): object {
  const { after, before, causedBy, reason } = finding
  return {
    severity: finding.severity,
    rule: finding.rule,
    endpoint: finding.endpoint,
    path: finding.path,
    ...(before !== undefined && { before: plainValue(before) }),
    ...(after !== undefined && { after: plainValue(after) }),
    beforeEntries: finding.beforeEntries,
    afterEntries: finding.afterEntries,
    fingerprint: finding.fingerprint,
    message: finding.message,
    ...(reason !== undefined && { reason }),
    ...(causedBy !== undefined && { causedBy }),
  }
}
