import type { ComparisonData } from '../comparison-data.ts'
import type { Finding, Severity } from '../finding.ts'
import { changeText, latencyTexts, timesOf } from './change-text.ts'
import { countSeverities, type FindingGroup, membersOf } from './finding-groups.ts'
import { oneLine } from './one-line.ts'
import type { Paint, Paints } from './paint.ts'

/** Lines that belong together, and the findings they are about. */
export interface TextBlock {
  readonly lines: readonly string[]
  readonly findings: readonly Finding[]
}

const signs: Readonly<Record<Severity, string>> = {
  breaking: '✖',
  warning: '▲',
  info: '•',
  noise: '·',
}

/** Columns of a finding's line. */
interface Cells {
  readonly endpoint: string
  readonly path: string
  readonly rule: string
  readonly fingerprint: string
}

type Widths = Readonly<Record<keyof Cells | 'change', number>>

const gap = '  '

/** Each group as `✖ GET /api/me (x3)  response.body.user.email  removed, was "…"  rule  fingerprint`. */
export function findingBlocks(
  groups: readonly FindingGroup[],
  data: ComparisonData,
  width: number,
  paints: Paints,
): TextBlock[] {
  const latencyOf = latencyTexts(data)
  const rows = groups.map((group, index) => cellsOf(group, groups[index - 1]))
  const widths = widthsOf(rows, width)
  return groups.map((group, index) => {
    const { consequences, finding } = group
    const cells = rows[index] as Cells
    // A sentence about the whole exchange also takes the room of the place.
    const isSentence = cells.path === ''
    const changeWidth =
      widths.change + (isSentence && widths.path > 0 ? widths.path + gap.length : 0)
    const change = latencyOf(finding) ?? changeText(finding, changeWidth)
    const reason = finding.reason === undefined ? '' : ` (${oneLine(finding.reason)})`
    const columns: Array<[string, number, Paint]> = [
      [cells.endpoint, widths.endpoint, paints.bold],
      [cells.path, isSentence ? 0 : widths.path, plain],
      [oneLine(change + reason, changeWidth), changeWidth, plain],
      [cells.rule, widths.rule, paints.dim],
      [cells.fingerprint.trimEnd(), widths.fingerprint, paints.dim],
    ]
    // Spaces inside of colours would not be cut off at the end of the line.
    while (columns.at(-1)?.[0].trim() === '') columns.pop()
    const sign = signPaint(finding.severity, paints)(signs[finding.severity])
    const shown = columns
      .filter(([, columnWidth]) => columnWidth > 0)
      .map(([text, columnWidth, paint]) => padded(middle(text, columnWidth), columnWidth, paint))
    return {
      findings: membersOf(group),
      lines: [
        `${sign} ${shown.join(gap)}`.trimEnd(),
        ...(consequences.length > 0 ? [indented(followText(group), width)] : []),
      ],
    }
  })
}

function plain(text: string): string {
  return text
}

function signPaint(severity: Severity, paints: Paints): Paint {
  if (severity === 'breaking') return paints.red
  if (severity === 'warning') return paints.yellow
  return severity === 'info' ? paints.blue : paints.dim
}

function cellsOf(group: FindingGroup, previous: FindingGroup | undefined): Cells {
  const { elsewhere, finding } = group
  const { endpoint, fingerprint, path, rule, severity } = finding
  const isSame = previous?.finding.endpoint === endpoint && previous.finding.severity === severity
  const times = [finding, ...elsewhere].reduce((sum, one) => sum + timesOf(one), 0)
  const count = times > 1 ? ` (x${times})` : ''
  const more = elsewhere.length > 0 ? ` and ${elsewhere.length} more` : ''
  return {
    endpoint: (isSame && more === '' ? '' : oneLine(endpoint)) + more + count,
    path: oneLine(path),
    rule: oneLine(rule),
    fingerprint: oneLine(fingerprint, 12),
  }
}

/** The change gets what is left; where that is too little, the rule goes first. */
function widthsOf(rows: readonly Cells[], width: number): Widths {
  const widest = (cell: keyof Cells, limit: number): number =>
    rows.reduce((most, row) => Math.max(most, Math.min(row[cell].length, limit)), 0)
  const room = width - 20
  const fixed = {
    endpoint: widest('endpoint', Math.floor(room * 0.28)),
    path: widest('path', Math.floor(room * 0.36)),
    fingerprint: widest('fingerprint', 12),
  }
  const rule = widest('rule', 40)
  const left = (columns: readonly number[]): number =>
    columns.reduce((rest, one) => rest - (one > 0 ? one + gap.length : 0), width - 2)
  const withRule = left([...Object.values(fixed), rule])
  return withRule >= 40
    ? { ...fixed, rule, change: withRule }
    : { ...fixed, rule: 0, change: Math.max(5, left(Object.values(fixed))) }
}

function followText({ consequences, finding }: FindingGroup): string {
  const others = consequences.some(({ severity }) => severity !== finding.severity)
  const counts = others ? ` (${countSeverities(consequences)})` : ''
  return `… and ${consequences.length} that ${consequences.length === 1 ? 'follows' : 'follow'} from it${counts}`
}

function indented(text: string, width: number): string {
  return `    ${oneLine(text, Math.max(1, width - 4))}`
}

function padded(text: string, width: number, paint: Paint): string {
  return paint(text) + ' '.repeat(Math.max(0, width - text.length))
}

/** Beginning and end of a text say more than its beginning alone: `GET /api/…/members/{id}`. */
function middle(text: string, width: number): string {
  if (text.length <= width) return text
  const head = Math.floor((width - 1) / 3)
  // Halves of a surrogate pair would be no text.
  const tail = text.slice(text.length - (width - 1 - head)).replace(/^[\uDC00-\uDFFF]/, '')
  return `${text.slice(0, head).replace(/[\uD800-\uDBFF]$/, '')}…${tail}`
}
