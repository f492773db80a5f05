import type { SessionStats, SessionSummary } from '@hartifact/core'
import { bar, sparkline } from '../ui/chart.ts'
import { displayWidth, pad, truncate } from '../ui/display-width.ts'
import type { Output } from '../ui/output.ts'
import { printable } from '../ui/printable.ts'
import { countText, sizeText } from '../ui/size.ts'
import { outcomeStyle, type Styles } from '../ui/styles.ts'
import { durationText } from '../ui/time.ts'
import { summaryLine } from './summary-line.ts'

const barWidth = 30
/** What stands to the left and right of the chart over time. */
const besideChart = 38
/** So many of each kind are shown; --json has all. */
const most = 10

/** Prints numbers about a session. */
export async function printStats(
  out: Output,
  summary: SessionSummary,
  stats: SessionStats,
): Promise<void> {
  const { styles } = out
  const groups: readonly CountGroup[] = [
    { title: 'Status', counts: stats.statusClasses, styleOf: statusStyle(styles) },
    { title: 'Methods', counts: stats.methods, styleOf: () => styles.blue },
    { title: 'Hosts', counts: stats.hosts, styleOf: () => styles.blue },
    { title: 'Types', counts: stats.types, styleOf: () => styles.blue },
    { title: 'Failures', counts: { ...stats.failures }, styleOf: () => styles.red },
  ]
  const width = Math.min(
    40,
    Math.max(...groups.flatMap(shownOf).map(([name]) => displayWidth(name))),
  )
  const sections = [
    [summaryLine(summary, out), ...overview(stats, styles)],
    timeline(stats, out),
    ...groups.map((group) => bars(group, width, styles)),
    slowest(stats, out),
  ].filter((lines) => lines.length > 0)
  for (const [index, lines] of sections.entries()) {
    if (index > 0) await out.line()
    for (const line of lines) await out.line(line)
  }
}

type Timeline = SessionStats['timeline']

interface CountGroup {
  readonly title: string
  readonly counts: Readonly<Record<string, number>>
  readonly styleOf: (name: string) => (text: string) => string
}

function overview(stats: SessionStats, styles: Styles): string[] {
  const { damages, duration, failed, latency, received, requests, requestsPerSecond, sent } = stats
  const failures = failed > 0 ? styles.red(`${failed.toLocaleString('en-US')} failed`) : '0 failed'
  const rate = `${requestsPerSecond.toFixed(requestsPerSecond < 9.95 ? 1 : 0)} per second`
  const rows: Array<readonly [string, string]> = [
    ['requests', `${requests.toLocaleString('en-US')}, ${failures}, ${rate}`],
    ['duration', durationText(duration)],
    ['bodies', `${sizeText(sent)} sent, ${sizeText(received)} received`],
  ]
  if (latency) {
    const { max, mean, min, p50, p90, p95, p99 } = latency
    const figures = { min, mean, p50, p90, p95, p99, max }
    const texts = Object.entries(figures).map(([name, ms]) => `${name} ${durationText(ms)}`)
    rows.push(['latency', texts.join(', ')])
  }
  if (damages > 0) rows.push(['damage', `${countText(damages, 'line')} could not be read`])
  return rows.map(([name, text]) => `  ${pad(name, 10)}${text}`)
}

function timeline({ timeline: all }: SessionStats, { styles, width }: Output): string[] {
  const { bucket, points } = fitting(all, width === undefined ? undefined : width - besideChart)
  if (points.length < 2) return []
  const line = (name: string, values: readonly number[], unit: (value: number) => string): string =>
    `  ${pad(name, 10)}${sparkline(values)}  ${styles.dim(`at most ${unit(Math.max(...values))}`)}`
  const failed = points.map((point) => point.failed)
  return [
    styles.bold(`Over time, ${durationText(bucket)} in each column`),
    line(
      'requests',
      points.map(({ requests }) => requests),
      (value) => countText(value, 'request'),
    ),
    ...(Math.max(...failed) > 0 ? [line('failed', failed, (value) => `${value} failed`)] : []),
    line(
      'bytes',
      points.map(({ bytes }) => bytes),
      sizeText,
    ),
  ]
}

/** Adds points up until there is room for all of them. */
function fitting({ bucket, points }: Timeline, room: number = points.length): Timeline {
  const each = Math.ceil(points.length / Math.max(2, room))
  if (each <= 1) return { bucket, points }
  const sums = points.flatMap((first, index) =>
    index % each > 0
      ? []
      : points.slice(index + 1, index + each).reduce(
          (sum, { bytes, failed, requests }) => ({
            at: sum.at,
            requests: sum.requests + requests,
            failed: sum.failed + failed,
            bytes: sum.bytes + bytes,
          }),
          first,
        ),
  )
  return { bucket: bucket * each, points: sums }
}

/** The most frequent ones, with their names made printable. */
function shownOf({ counts }: CountGroup): Array<[name: string, count: number]> {
  return Object.entries(counts)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, most)
    .map(([name, count]) => [printable(name) || '(none)', count])
}

function bars(group: CountGroup, width: number, styles: Styles): string[] {
  const shown = shownOf(group)
  if (shown.length === 0) return []
  const largest = shown[0]?.[1] ?? 1
  const lines = shown.map(([name, count]) => {
    const label = pad(truncate(name, width), width)
    const number = pad(count.toLocaleString('en-US'), 7, 'right')
    return `  ${label} ${number}  ${group.styleOf(name)(bar(count / largest, barWidth))}`
  })
  const rest = Object.keys(group.counts).length - shown.length
  const more = rest > 0 ? [styles.dim(`  and ${rest} more`)] : []
  return [styles.bold(group.title), ...lines, ...more]
}

function statusStyle(styles: Styles): (name: string) => (text: string) => string {
  return (name) => {
    const status = Number(name.charAt(0)) * 100
    return outcomeStyle(styles, status > 0 ? status : undefined, false)
  }
}

function slowest({ slowest: entries }: SessionStats, { styles, width }: Output): string[] {
  if (entries.length === 0) return []
  const digits = Math.max(...entries.map(({ position }) => String(position).length))
  const lines = entries.map(({ line, ms, position }) => {
    const text = `  ${pad(durationText(ms), 7, 'right')}  ${pad(`#${position}`, digits + 1)}  ${printable(line)}`
    return width === undefined ? text : truncate(text, width)
  })
  return [styles.bold('Slowest'), ...lines]
}
