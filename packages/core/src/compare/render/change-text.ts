import type { ComparisonData, EndpointLatency } from '../comparison-data.ts'
import type { Finding } from '../finding.ts'
import type { RuleId } from '../rules.ts'
import { oneLine } from './one-line.ts'
import { preview, previewChange } from './preview.ts'

/** Rules whose sentence says more than the two values. */
const toldByMessage =
  /^(latency|size|requests|waterfall|messages)\.|^request\.(missing|write|added|repeated|moved|reordered|retried|host)(\.|$)|\.(renamed|reordered|duplicated)$/

/** What happened at the place of a finding, on one line: `201 -> 200`, `removed, was "a@b.test"`. */
export function changeText(finding: Finding, limit: number): string {
  const { after, before, message, path, rule } = finding
  const told = path === '' || toldByMessage.test(rule)
  if (told || (before === undefined && after === undefined)) return oneLine(message, limit)
  if (after === undefined) return cutTo(limit, 'removed, was ', before)
  if (before === undefined) return cutTo(limit, 'added ', after)
  const [one, other] = previewChange(before, after, Math.max(1, Math.floor((limit - 4) / 2)))
  return oneLine(`${one} -> ${other}`, limit)
}

function cutTo(limit: number, start: string, value: unknown): string {
  return oneLine(start + preview(value, Math.max(1, limit - start.length)), limit)
}

/** `3` of `(x3)`: how many exchanges show it. */
export function timesOf({ afterEntries, beforeEntries }: Finding): number {
  return Math.max(beforeEntries.length, afterEntries.length)
}

const latencyRules: ReadonlySet<RuleId> = new Set(['latency.slower', 'latency.faster'])

/** Finds what was measured where a finding is about the latency of one endpoint. */
export function latencyTexts(data: ComparisonData): (finding: Finding) => string | undefined {
  const measured = new Map(data.latency.map((latency) => [latency.endpoint, latency]))
  return ({ before, endpoint, message, rule }) => {
    // Of a few slow calls among many, medians say nothing.
    if (latencyRules.has(rule) && typeof before === 'string') return message
    const latency = latencyRules.has(rule) ? measured.get(endpoint) : undefined
    return latency && latencyText(latency)
  }
}

/** `120 ms -> 250 ms (x2.08, 95 %: x1.80 to x2.41; 10 and 12 samples)`. */
function latencyText({ interval, median, ratio, samples }: EndpointLatency): string {
  const factors = [
    ...(ratio === undefined ? [] : [`x${ratio.toFixed(2)}`]),
    ...(interval ? [`95 %: x${interval[0].toFixed(2)} to x${interval[1].toFixed(2)}`] : []),
  ].join(', ')
  const counts = `${samples.before} and ${samples.after} samples`
  const evidence = [factors, counts].filter(Boolean).join('; ')
  return `${milliseconds(median.before)} -> ${milliseconds(median.after)} (${evidence})`
}

function milliseconds(value: number): string {
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ms`
}
