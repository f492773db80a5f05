import { createHash } from 'node:crypto'
import type { Finding, Severity } from '../finding.ts'
import { patternOf } from '../path.ts'
import { rules } from '../rules.ts'
import { scalarText, type Tree } from '../tree.ts'
import { shownValue } from './shown-value.ts'
import type { Raised } from './raised.ts'

/** Equal findings of an endpoint become one, with the exchanges of all. */
export function fold(raised: readonly Raised[]): Finding[] {
  const folds = new Map<string, Raised[]>()
  for (const one of raised) {
    const severity = severityOf(one)
    const key = [one.rule, severity, one.endpoint, patternOf(one.path)].join('\n')
    const same = folds.get(key)
    if (same) same.push(one)
    else folds.set(key, [one])
  }
  return [...folds.values()].map((same) => findingOf(same))
}

function findingOf(same: readonly Raised[]): Finding {
  const [first] = same as [Raised]
  const { after, before, endpoint, message, path, reason, rule } = first
  return {
    severity: severityOf(first),
    rule,
    endpoint,
    path: patternOf(path),
    ...(before !== undefined && { before: shownValue(before) }),
    ...(after !== undefined && { after: shownValue(after) }),
    beforeEntries: positions(same.flatMap(({ beforeEntries }) => beforeEntries)),
    afterEntries: positions(same.flatMap(({ afterEntries }) => afterEntries)),
    fingerprint: fingerprintOf(same),
    message,
    ...(reason !== undefined && { reason }),
  }
}

function severityOf({ rule, severity }: Raised): Severity {
  return severity ?? rules[rule].severity
}

function positions(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].toSorted((one, other) => one - other)
}

/**
 * The same for the same finding of a later comparison, whatever ids, times and sizes it has then:
 * rule, endpoint and path; for a value that changed also the words themselves, and statuses, so that
 * what was accepted is this change and not the next.
 */
function fingerprintOf(same: readonly Raised[]): string {
  const [{ endpoint, path, rule }] = same as [Raised]
  const changes = new Set(same.map((one) => changeText(one)))
  const [change = ''] = changes.size === 1 ? changes : []
  const text = [rule, endpoint, patternOf(path), change].join('\n')
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function changeText({ after, before, rule }: Raised): string {
  if (rule.startsWith('response.status.')) return `${scalarText(before)}>${scalarText(after)}`
  const isValue = /\.(?:value|text|header|caching|location)\.?(?:changed|new-member)?$/.test(rule)
  return isValue && isWords(before) && isWords(after) ? `${before}>${after}` : ''
}

function isWords(value: Tree | undefined): value is string {
  return typeof value === 'string' && /^[\p{L} _.,!?-]{1,80}$/u.test(value)
}
