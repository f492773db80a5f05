import type { ComparisonData } from '../comparison-data.ts'
import { jsonFinding } from './json.ts'
import { oneLine } from './one-line.ts'
import { plainValue } from './plain-value.ts'
import { summaryLine } from './summary-line.ts'

/** How {@link htmlData} writes. */
export interface HtmlDataOptions {
  /** Bytes in UTF-8; default 5,000,000. */
  readonly limit?: number
}

/** Bytes for the names of the lists, and for what says that something was cut. */
const reserved = 400

/**
 * The data of an HTML view as JSON that is safe inside `<script type="application/json">`. What does
 * not fit into the limit is left out from the end, the least important first: noise, rows, latency,
 * findings; `cut` then says how many of each.
 */
export function htmlData(data: ComparisonData, options: HtmlDataOptions = {}): string {
  const { limit = 5_000_000 } = options
  const lists = {
    findings: written(data.findings, jsonFinding),
    latency: written(data.latency, plainValue),
    rows: written(data.rows, plainValue),
    noise: written(data.noise, jsonFinding),
  }
  const { failOn, matched, samples, verdict } = data
  const least = { schema: 1, verdict, failOn, samples, matched }
  const full = {
    ...least,
    summary: summaryLine(data, { showNoise: true }),
    before: { ...data.before, name: oneLine(data.before.name) },
    after: { ...data.after, name: oneLine(data.after.name) },
    problems: sentences(data.problems),
    remarks: sentences(data.remarks),
    unusedRules: data.unusedRules.slice(0, 100),
  }
  const head = Buffer.byteLength(safeJson(full)) + reserved <= limit ? full : least
  let left = limit - Buffer.byteLength(safeJson(head)) - reserved
  const cut: Record<string, number> = {}
  const members = Object.entries(lists).map(([name, { size, texts }]) => {
    const kept: string[] = []
    for (const text of texts()) {
      left -= Buffer.byteLength(text) + 1
      if (left < 0) break
      kept.push(text)
    }
    if (kept.length < size) cut[name] = size - kept.length
    return `${JSON.stringify(name)}:[${kept.join()}]`
  })
  const isCut = Object.keys(cut).length > 0
  const note = 'This view does not hold everything; the JSON report does.'
  const end = isCut ? `,"cut":${safeJson({ ...cut, note })}` : ''
  return `${safeJson(head).slice(0, -1)},${members.join()}${end}}`
}

/** A list whose items are written when they are asked for: most of a cut one never are. */
function written<Item>(
  items: readonly Item[],
  plain: (item: Item) => unknown,
): { readonly size: number; readonly texts: () => Iterable<string> } {
  return {
    size: items.length,
    *texts() {
      for (const item of items) yield safeJson(plain(item))
    },
  }
}

function sentences(texts: readonly string[]): string[] {
  return texts.slice(0, 100).map((text) => oneLine(text, 500))
}

/** JSON without anything that ends a script or a line of JavaScript; it says the same. */
function safeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
