import type { ComparisonData } from '../comparison-data.ts'
import type { Finding } from '../finding.ts'
import { changeText } from './change-text.ts'
import { noCommand, oneLine } from './one-line.ts'
import { summaryLine } from './summary-line.ts'

/** GitHub shows so many annotations of a kind for a step, and drops the others. */
const mostOfKind = 10

const kinds = [
  ['breaking', 'error'],
  ['warning', 'warning'],
  ['info', 'notice'],
] as const

/**
 * Workflow commands that become annotations of a GitHub check: at most ten errors, warnings and
 * notices each, worst first, and a last line that counts all.
 *
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function githubReport(data: ComparisonData): string {
  const commands =
    data.verdict === 'incomparable'
      ? data.problems
          .slice(0, mostOfKind)
          .map((problem) => command('error', 'incomparable', oneLine(problem, 500)))
      : kinds.flatMap(([severity, kind]) =>
          data.findings
            .filter((finding) => finding.severity === severity)
            .slice(0, mostOfKind)
            .map((finding) => annotation(kind, finding)),
        )
  return [...commands, noCommand(summaryLine(data))].join('\n')
}

function annotation(kind: string, finding: Finding): string {
  const { endpoint, fingerprint, message, path, rule, severity } = finding
  const lines = [
    oneLine(message, 300),
    ...(path === '' ? [] : [`${oneLine(path, 200)}: ${changeText(finding, 200)}`]),
    `${oneLine(rule)} ${oneLine(fingerprint, 12)}`,
  ]
  return command(kind, `${severity}: ${oneLine(endpoint, 200)}`, lines.join('\n'))
}

function command(kind: string, title: string, message: string): string {
  return `::${kind} title=${escapeProperty(title)}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
