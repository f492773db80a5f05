import type { ComparisonData } from '../comparison-data.ts'
import { countSeverities, type FindingGroup, groupFindings, membersOf } from './finding-groups.ts'
import { largestGaps } from './gaps.ts'
import { noCommand, oneLine } from './one-line.ts'
import { type Paints, paintsFor } from './paint.ts'
import { summaryLine } from './summary-line.ts'
import { findingBlocks, type TextBlock } from './text-lines.ts'

/** How {@link textReport} writes. */
export interface TextOptions {
  /** Whether to use ANSI colours; default false. */
  readonly color?: boolean
  /** Columns; default 120. */
  readonly width?: number
  /** Default 60. */
  readonly maxLines?: number
  /** Also what was silenced, with the reason. */
  readonly showNoise?: boolean
  /** What accepts a finding when its fingerprint follows; default `npx hartifact accept`. */
  readonly acceptCommand?: string
  /** Where the whole report is, to be shown. */
  readonly reportPath?: string
}

/**
 * A report for terminals and the messages of failed tests: one line for each finding, worst first,
 * never more than `maxLines` lines. What does not fit is counted.
 */
export function textReport(data: ComparisonData, options: TextOptions = {}): string {
  const { maxLines = 60, width = 120 } = options
  const paints = paintsFor(options.color ?? false)
  const columns = Math.max(40, Math.min(width, 1000)) || 120
  const lines = Math.max(1, Math.floor(maxLines) || 60)
  const head = paints.bold(noCommand(summaryLine(data, options)))
  const groups = data.verdict === 'incomparable' ? [] : groupFindings(data.findings)
  // What is at the end says how to go on, and what is seen last is read first.
  const tail = tailLines(data, groups[0], options, columns, paints).slice(-Math.ceil(lines / 4))
  const noise = options.showNoise ? groupFindings(data.noise) : []
  const blocks =
    data.verdict === 'incomparable'
      ? incomparableBlocks(data, columns, paints)
      : shownBlocks([...groups, ...noise], data, { columns, lines, paints })
  const room = lines - 1 - tail.length
  return [head, ...fitting(blocks, room, paints), ...(lines > 1 ? tail : [])].join('\n')
}

function shownBlocks(
  groups: readonly FindingGroup[],
  data: ComparisonData,
  { columns, lines, paints }: { columns: number; lines: number; paints: Paints },
): TextBlock[] {
  // Only what may be shown is laid out; the others are counted.
  const hidden = groups.slice(lines)
  return [
    ...findingBlocks(groups.slice(0, lines), data, columns, paints),
    ...hidden.map((group) => ({ lines: [''], findings: membersOf(group) })),
  ]
}

/** The blocks that fit, whole, and a line that counts the others. */
function fitting(blocks: readonly TextBlock[], room: number, paints: Paints): string[] {
  const total = blocks.reduce((sum, { lines }) => sum + lines.length, 0)
  if (total <= room) return blocks.flatMap(({ lines }) => lines)
  const shown: string[] = []
  let count = 0
  for (const { lines } of blocks) {
    if (shown.length + lines.length > room - 1) break
    shown.push(...lines)
    count++
  }
  if (room < 1) return []
  const left = blocks.slice(count).flatMap(({ findings }) => findings)
  const what = left.length > 0 ? `${left.length} more: ${countSeverities(left)}` : 'more'
  return [...shown, paints.dim(`… and ${what}`)]
}

/** Of sessions that do not belong together, thousands of findings would say nothing. */
function incomparableBlocks(data: ComparisonData, width: number, paints: Paints): TextBlock[] {
  const line = (text: string): TextBlock => ({ lines: [text], findings: [] })
  const gaps = largestGaps(data).slice(0, 20)
  return [
    ...data.problems.map((problem) => line(`${paints.red('✖')} ${oneLine(problem, width - 2)}`)),
    ...(gaps.length > 0 ? [line('  largest groups without a partner:')] : []),
    ...gaps.map(({ count, endpoint, nearest, side }) => {
      const like = nearest === undefined ? '' : `, nearest: ${oneLine(nearest)}`
      const text = `only ${side.padEnd(6)} ${String(count).padStart(5)} x ${oneLine(endpoint)}${like}`
      return line(`    ${oneLine(text, width - 4)}`)
    }),
  ]
}

function tailLines(
  data: ComparisonData,
  first: FindingGroup | undefined,
  options: TextOptions,
  width: number,
  paints: Paints,
): string[] {
  const { acceptCommand = 'npx hartifact accept', reportPath, showNoise = false } = options
  const hints = [
    ...(first
      ? [`accept: ${acceptCommand} ${oneLine(first.finding.fingerprint, 12)} --reason "…"`]
      : []),
    ...(reportPath === undefined ? [] : [`full report: ${reportPath}`]),
  ]
  return [
    ...remarkLines(data),
    ...latencyLines(data),
    ...(data.noise.length > 0 && !showNoise
      ? [`${data.noise.length} noise hidden; --show-noise shows what and why`]
      : []),
    ...(hints.length > 0 ? [hints.join('   ')] : []),
  ].map((line) => paints.dim(`  ${noCommand(oneLine(line, Math.max(width, 200)))}`))
}

function remarkLines({ remarks, unusedRules }: ComparisonData): string[] {
  const unused = unusedRules.map(
    ({ endpoint, path, reason, rule }) =>
      `this ignore rule matches nothing: ${[endpoint, path, rule].filter(Boolean).join(' ')} (${reason})`,
  )
  const all = [...remarks, ...unused]
  return all.length <= 5 ? all : [...all.slice(0, 4), `… and ${all.length - 4} more remarks`]
}

function latencyLines({ findings, latency }: ComparisonData): string[] {
  const tested = latency.filter(({ q }) => q !== undefined).length
  if (latency.length === 0) return []
  const count = (rule: string): number => findings.filter((one) => one.rule === rule).length
  const found = `${count('latency.slower')} slower, ${count('latency.faster')} faster`
  return [`latency: ${tested} of ${latency.length} endpoints have enough samples, ${found}`]
}
