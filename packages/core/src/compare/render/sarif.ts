import type { ComparisonData } from '../comparison-data.ts'
import type { Finding, Severity } from '../finding.ts'
import { type Rule, type RuleId, rules } from '../rules.ts'
import { changeText } from './change-text.ts'
import { oneLine } from './one-line.ts'

/** GitHub shows so many results of a run. */
const mostResults = 5000

const levels: Readonly<Record<Severity, string>> = {
  breaking: 'error',
  warning: 'warning',
  info: 'note',
  noise: 'none',
}

/**
 * SARIF 2.1.0 with at most 5,000 results, worst first. A session is no source: each result is at the
 * first line of an artifact that has the name of the session after; the endpoint and the place in it
 * are logical locations.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 */
export function sarifReport(data: ComparisonData): object {
  const isComparable = data.verdict !== 'incomparable'
  const findings = isComparable ? data.findings.slice(0, mostResults) : []
  const found = new Set(findings.map(({ rule }) => rule))
  const used = (Object.keys(rules) as RuleId[]).filter((id) => found.has(id))
  const indexOf = new Map(used.map((id, index) => [id, index]))
  const uri = uriOf(data.after.name)
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Hartifact', rules: used.map((id) => descriptor(id, rules[id])) },
        },
        invocations: [
          {
            executionSuccessful: isComparable,
            toolExecutionNotifications: notifications(data, findings.length),
          },
        ],
        artifacts: [{ location: { uri } }],
        results: findings.map((finding) => result(finding, uri, indexOf.get(finding.rule) ?? -1)),
      },
    ],
  }
}

function descriptor(id: RuleId, { about, severity }: Rule): object {
  const text = { text: messageText(about) }
  return {
    id,
    name: id,
    shortDescription: text,
    fullDescription: text,
    help: text,
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [id.split('.', 1)[0]] },
  }
}

function result(finding: Finding, uri: string, ruleIndex: number): object {
  const { afterEntries, beforeEntries, endpoint, fingerprint, path, reason, rule } = finding
  const change = path === '' ? [] : [`${oneLine(path, 200)}: ${changeText(finding, 200)}.`]
  const why = reason === undefined ? [] : [`(${oneLine(reason, 200)})`]
  const text = [oneLine(finding.message, 500), oneLine(endpoint, 200), ...change, ...why].join(' ')
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: messageText(text) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, index: 0 },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
        },
        logicalLocations: logicalLocations(endpoint, path),
      },
    ],
    // The first is the one that GitHub reads.
    partialFingerprints: { primaryLocationLineHash: fingerprint, 'hartifact/v1': fingerprint },
    properties: {
      beforeEntries: beforeEntries.slice(0, 100),
      afterEntries: afterEntries.slice(0, 100),
    },
  }
}

function logicalLocations(endpoint: string, path: string): object[] {
  const place = oneLine(path, 500)
  const name = oneLine(endpoint, 500)
  return [
    { name, fullyQualifiedName: name, kind: 'resource' },
    ...(path === ''
      ? []
      : [{ name: place, fullyQualifiedName: `${name} ${place}`, kind: 'property' }]),
  ]
}

function notifications(data: ComparisonData, shown: number): object[] {
  const left = data.findings.length - shown
  const isComparable = data.verdict !== 'incomparable'
  return [
    ...data.problems.map((problem) => ({
      level: 'error',
      message: { text: messageText(problem) },
    })),
    ...data.remarks.map((remark) => ({ level: 'note', message: { text: messageText(remark) } })),
    ...(isComparable && left > 0
      ? [{ level: 'warning', message: { text: `${left} more findings were left out.` } }]
      : []),
  ]
}

/** Braces are doubled and nothing looks like a link, see 3.11.5 and 3.11.6. */
function messageText(text: string): string {
  const line = oneLine(text).replaceAll(/[{}]/g, '$&$&').replaceAll('](', '] (')
  return line === '' ? '-' : line
}

/** A relative reference, see RFC 3986; slashes of a path stay. */
function uriOf(name: string): string {
  const parts = name
    .slice(0, 500)
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .split(/[/\\]/)
    .filter((part) => part !== '')
  return parts.map((part) => encodeURIComponent(part)).join('/') || 'after'
}
