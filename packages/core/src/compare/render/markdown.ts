import type { ComparisonData } from '../comparison-data.ts'
import type { Finding, Severity } from '../finding.ts'
import { byteBudget, type ByteBudget } from './byte-budget.ts'
import { changeText, latencyTexts, timesOf } from './change-text.ts'
import {
  countSeverities,
  type FindingGroup,
  groupFindings,
  membersOf,
  severities,
} from './finding-groups.ts'
import { largestGaps } from './gaps.ts'
import { groupBy } from '../group-by.ts'
import { htmlCode, markdownCode, markdownSentence } from './markdown-text.ts'
import { summaryLine } from './summary-line.ts'

/** How {@link markdownReport} writes. */
export interface MarkdownOptions {
  /**
   * Bytes in UTF-8; default 60,000, which a comment on a pull request can hold. A step summary of
   * GitHub Actions can hold 900,000, and loses one that is larger as a whole.
   */
  readonly limit?: number
}

/** Characters of one value or place. */
const shownLength = 160

/** What says that something was left out needs so many bytes at most. */
const noteSize = 300

/**
 * A report in GitHub's Markdown: a table for each severity, worst first, then what is known of each
 * endpoint. Never larger than the limit: what does not fit is counted in the last line.
 */
export function markdownReport(data: ComparisonData, options: MarkdownOptions = {}): string {
  const { limit = 60_000 } = options
  const heading = `### ${markdownSentence(summaryLine(data), 400)}\n`
  const budget = byteBudget(limit)
  if (!budget.add(heading)) return data.verdict.slice(0, limit)
  budget.reserve(noteSize)
  const left = data.verdict === 'incomparable' ? gapsPart(data, budget) : findingsPart(data, budget)
  const remarksLeft = remarksPart(data, budget)
  budget.reserve(-noteSize)
  const notes = [
    ...(left > 0 ? [`${left} of the findings are not in this table.`] : []),
    ...(remarksLeft > 0 ? [`${remarksLeft} remarks were left out.`] : []),
  ]
  if (notes.length > 0) {
    budget.add(
      `\nThis report was cut to ${limit} bytes: ${notes.join(' ')} The JSON report has all.\n`,
    )
  }
  return budget.text()
}

/** @returns how many findings did not fit */
function findingsPart(data: ComparisonData, budget: ByteBudget): number {
  const groups = groupFindings(data.findings)
  const latencyOf = latencyTexts(data)
  let left = 0
  for (const severity of severities) {
    const ofSeverity = groups.filter(({ finding }) => finding.severity === severity)
    // Once something was left out, nothing that matters less is shown.
    left += left > 0 ? countOf(ofSeverity) : tablePart(severity, ofSeverity, latencyOf, budget)
  }
  if (left === 0) detailsPart(data.findings, budget)
  return left
}

function tablePart(
  severity: Severity,
  groups: readonly FindingGroup[],
  latencyOf: (finding: Finding) => string | undefined,
  budget: ByteBudget,
): number {
  if (groups.length === 0) return 0
  const count = groups.reduce((sum, { elsewhere }) => sum + 1 + elsewhere.length, 0)
  const [first, ...others] = groups.map((group) => tableRow(group, latencyOf))
  const head = `\n#### ${severity} (${count})\n\n| endpoint | where | change | rule | fingerprint |\n| --- | --- | --- | --- | --- |\n`
  // A table without rows says nothing.
  if (!budget.add(head + first)) return countOf(groups)
  const fit = others.findIndex((row) => !budget.add(row))
  return fit === -1 ? 0 : countOf(groups.slice(fit + 1))
}

function countOf(groups: readonly FindingGroup[]): number {
  return groups.reduce((sum, group) => sum + membersOf(group).length, 0)
}

function tableRow(
  group: FindingGroup,
  latencyOf: (finding: Finding) => string | undefined,
): string {
  const { consequences, elsewhere, finding } = group
  const times = timesOf(finding)
  const endpoint = [
    markdownCode(finding.endpoint, shownLength),
    ...(times > 1 ? [`(x${times})`] : []),
    ...(elsewhere.length > 0 ? [`and ${elsewhere.length} more`] : []),
  ].join(' ')
  const change = [
    markdownCode(latencyOf(finding) ?? changeText(finding, shownLength), shownLength),
    ...(finding.reason === undefined ? [] : [markdownSentence(`(${finding.reason})`, shownLength)]),
    ...(consequences.length > 0
      ? [`… and ${consequences.length} that follow from it (${countSeverities(consequences)})`]
      : []),
  ].join(' ')
  const cells = [
    endpoint,
    markdownCode(finding.path, shownLength),
    change,
    markdownCode(finding.rule, shownLength),
    markdownCode(finding.fingerprint, 12),
  ]
  return `| ${cells.join(' | ')} |\n`
}

/** All findings of each endpoint, in full sentences. They are an extra: those that do not fit are missing. */
function detailsPart(findings: readonly Finding[], budget: ByteBudget): void {
  if (findings.length === 0) return
  const byEndpoint = [...groupBy(findings, ({ endpoint }) => endpoint)]
  const fit = byEndpoint.findIndex(
    ([endpoint, ofEndpoint]) => !budget.add(endpointDetails(endpoint, ofEndpoint)),
  )
  if (fit !== -1) {
    budget.add(`\nDetails of ${byEndpoint.length - fit} more endpoints did not fit.\n`)
  }
}

function endpointDetails(endpoint: string, findings: readonly Finding[]): string {
  const most = 50
  const items = findings.slice(0, most).map((finding) => {
    const { afterEntries, beforeEntries, fingerprint, message, severity } = finding
    const entries = [
      ...(beforeEntries.length > 0 ? [`before ${numbers(beforeEntries)}`] : []),
      ...(afterEntries.length > 0 ? [`after ${numbers(afterEntries)}`] : []),
    ].join(', ')
    const where = entries === '' ? '' : ` Entries: ${entries}.`
    return `- ${severity} ${markdownCode(fingerprint, 12)}: ${markdownSentence(message, 400)}${where}\n`
  })
  const more = findings.length > most ? `- … and ${findings.length - most} more\n` : ''
  return `\n<details><summary>${htmlCode(endpoint, shownLength)}: ${countSeverities(findings)}</summary>\n\n${items.join('')}${more}\n</details>\n`
}

function numbers(entries: readonly number[]): string {
  const shown = entries.slice(0, 5).join(', ')
  return entries.length > 5 ? `${shown}, … (${entries.length})` : shown
}

/** @returns 0: there are no findings to leave out */
function gapsPart(data: ComparisonData, budget: ByteBudget): number {
  for (const problem of data.problems.slice(0, 100)) {
    budget.add(`\n- ${markdownSentence(problem, 400) || '…'}`)
  }
  budget.add('\n')
  const [first, ...others] = largestGaps(data)
    .slice(0, 50)
    .map(
      ({ count, endpoint, nearest = '', side }) =>
        `| ${side} | ${count} | ${markdownCode(endpoint, shownLength)} | ${markdownCode(nearest, shownLength)} |\n`,
    )
  if (first === undefined) return 0
  const head = '\n| only | requests | endpoint | nearest |\n| --- | --- | --- | --- |\n'
  if (budget.add(head + first)) others.every((row) => budget.add(row))
  return 0
}

/** @returns how many remarks did not fit */
function remarksPart({ noise, remarks, unusedRules }: ComparisonData, budget: ByteBudget): number {
  const unused = unusedRules.map(
    ({ endpoint, path, reason, rule }) =>
      `This ignore rule matches nothing: ${[endpoint, path, rule].filter(Boolean).join(' ')} (${reason})`,
  )
  const lines = [
    ...remarks,
    ...unused,
    ...(noise.length > 0 ? [`Noise that is not shown: ${noise.length}`] : []),
  ].map((remark) => `- ${markdownSentence(remark, 400) || '…'}\n`)
  const [first, ...others] = lines
  if (first === undefined) return 0
  if (!budget.add(`\n${first}`)) return lines.length
  const fit = others.findIndex((line) => !budget.add(line))
  return fit === -1 ? 0 : others.length - fit
}
