import type { AcceptedFinding, IgnoreRule } from '../comparison-options.ts'
import type { Finding } from '../finding.ts'
import { parseDate } from './date.ts'
import { endpointMatcher } from './endpoint-pattern.ts'
import { isAtOrBelow, stepsOf } from './path-pattern.ts'

/** Ignore rules, ready to be asked. */
export interface IgnoreRules {
  /** The first rule that silences a finding. */
  match(finding: Pick<Finding, 'endpoint' | 'path' | 'rule'>): IgnoreRule | undefined
  /** Rules that have matched nothing so far, also not behind another one. */
  unused(): IgnoreRule[]
}

/** Compiles ignore rules, see {@link IgnoreRule} for what they match. */
export function compileIgnoreRules(rules: readonly IgnoreRule[]): IgnoreRules {
  const compiled = rules.map((rule) => ({
    rule,
    matchesEndpoint: endpointMatcher(rule.endpoint),
    place: stepsOf(rule.path ?? ''),
  }))
  const used = new Set<IgnoreRule>()
  return {
    match(finding) {
      const steps = stepsOf(finding.path)
      let first: IgnoreRule | undefined
      for (const { matchesEndpoint, place, rule } of compiled) {
        if (first && used.has(rule)) continue
        if (rule.rule !== undefined && rule.rule !== finding.rule) continue
        if (!matchesEndpoint(finding.endpoint) || !isAtOrBelow(steps, place)) continue
        used.add(rule)
        first ??= rule
      }
      return first
    },
    unused: () => rules.filter((rule) => !used.has(rule)),
  }
}

/** Accepted findings, ready to be asked. */
export interface AcceptedFindings {
  /** The entry that accepts a finding. */
  match(finding: Pick<Finding, 'fingerprint'>): AcceptedFinding | undefined
  /** Those that no longer apply. */
  expired(): AcceptedFinding[]
  /** Those that apply and have matched nothing so far. */
  unused(): AcceptedFinding[]
}

/** Compiles accepted findings; those whose `until` has come do not apply. */
export function compileAccepted(accepted: readonly AcceptedFinding[], now: Date): AcceptedFindings {
  const applies = ({ until }: AcceptedFinding): boolean =>
    until === undefined || now.getTime() < (parseDate(until) ?? -Infinity)
  const valid = new Map(accepted.filter(applies).map((entry) => [entry.fingerprint, entry]))
  const used = new Set<string>()
  return {
    match({ fingerprint }) {
      const entry = valid.get(fingerprint)
      if (entry) used.add(fingerprint)
      return entry
    },
    expired: () => accepted.filter((entry) => !applies(entry)),
    unused: () => [...valid.values()].filter(({ fingerprint }) => !used.has(fingerprint)),
  }
}
