import { createHash } from 'node:crypto'
import type { Finding, Severity } from '../finding.ts'
import { patternOf } from '../path.ts'
import { rules } from '../rules.ts'
import { scalarText, type Tree, typeOf } from '../tree.ts'
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
 * The same for the same finding of a later comparison, whatever ids and times it has then: rule,
 * endpoint, path and types; and the values themselves where they are short words, numbers or
 * statuses and the same in all exchanges, so that what was accepted is this change and not the next.
 */
function fingerprintOf(same: readonly Raised[]): string {
  const [{ endpoint, path, rule }] = same as [Raised]
  const changes = new Set(
    same.map(({ after, before }) => `${stableText(before)}>${stableText(after)}`),
  )
  const [change = ''] = changes.size === 1 ? changes : []
  const text = [rule, endpoint, patternOf(path), change].join('\n')
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function stableText(value: Tree | undefined): string {
  if (value === undefined) return ''
  const isStable =
    typeof value === 'string' ? /^[\p{L} _.,!?-]{1,80}$/u.test(value) : typeof value !== 'object'
  return isStable ? scalarText(value) : typeOf(value)
}
