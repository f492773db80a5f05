import { positionsOf } from '../kit/session.mjs'

/**
 * What a comparison made of a session with one fault, beside what it made of the same session
 * without the fault (the twin).
 *
 * - A finding is *fresh* when the twin has none with its rule, endpoint and path.
 * - A fresh finding *touches* the fault when it names an entry that was changed, added or taken away;
 *   one that names no entry (it is about the whole session) does when its rule is one of the fault's.
 * - A fresh finding is *due* to the fault when it touches it, is about an endpoint of one that does,
 *   or says that it was caused by one that is due; for an id that was changed, also when it names an
 *   entry that holds the id, which no longer equals the changed one.
 * - The fault is *found* when something touches it.
 * - Every finding of at least `warning` that is not due is a false alarm.
 *
 * @param {readonly any[]} findings
 * @param {readonly any[]} twinFindings
 * @param {ReturnType<typeof import('./cases.mjs').casesOf>['mutated'][number]} fault
 * @param {import('../kit/session.mjs').EvalSession} before
 */
export function judge(findings, twinFindings, fault, before) {
  const real = findings.filter(({ severity }) => severity !== 'noise')
  const known = new Set(twinFindings.filter(({ severity }) => severity !== 'noise').map(keyOf))
  const beforeEntries = new Set(positionsOf(before, fault.tags))
  const fresh = real.filter((finding) => !known.has(keyOf(finding)))
  const { related = new Set() } = fault
  const touches = (finding) =>
    finding.afterEntries.some((position) => fault.afterEntries.has(position)) ||
    finding.beforeEntries.some((position) => beforeEntries.has(position)) ||
    (finding.afterEntries.length + finding.beforeEntries.length === 0 &&
      fault.mutator.rules.includes(finding.rule))
  const touching = fresh.filter(touches)
  const due = withConsequences(
    [
      ...touching,
      ...fresh.filter(({ afterEntries }) => afterEntries.some((at) => related.has(at))),
    ],
    fresh,
  )
  const alarms = real.filter(({ severity }) => severity !== 'info')
  const worst = worstOf([...due].map(({ severity }) => severity))
  return {
    isFound: touching.length > 0,
    isSeverityRight: worst === fault.mutator.expected,
    isRuleRight:
      fault.mutator.rules.length === 0
        ? undefined
        : [...due].some(({ rule }) => fault.mutator.rules.includes(rule)),
    worst,
    /** What of a fault that was not found was seen and taken for noise. */
    silenced:
      touching.length > 0 ? [] : silencedBy(findings.filter(touches), twinFindings).slice(0, 5),
    alarms: alarms.length,
    dueAlarms: alarms.filter((finding) => due.has(finding)).length,
    due: [...due],
    falseAlarms: alarms.filter((finding) => !due.has(finding)),
  }
}

function silencedBy(findings, twinFindings) {
  const line = (finding) => `${keyOf(finding)} ${finding.reason ?? ''}`
  const known = new Set(twinFindings.map(line))
  return findings.filter((finding) => finding.severity === 'noise' && !known.has(line(finding)))
}

const keyOf = ({ endpoint, path, rule }) => `${rule} | ${endpoint} | ${path}`

function withConsequences(touching, fresh) {
  const due = new Set(touching)
  const endpoints = new Set(touching.map(({ endpoint }) => endpoint).filter(Boolean))
  for (const finding of fresh) if (endpoints.has(finding.endpoint)) due.add(finding)
  let size
  do {
    ;({ size } = due)
    const causes = new Set([...due].map(({ fingerprint }) => fingerprint).filter(Boolean))
    for (const finding of fresh) if (causes.has(finding.causedBy)) due.add(finding)
  } while (due.size > size)
  return due
}

const order = ['breaking', 'warning', 'info']

function worstOf(severities) {
  return order.find((severity) => severities.includes(severity))
}
