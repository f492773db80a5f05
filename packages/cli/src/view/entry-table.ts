import { type Annotation, type Entry, getHeader } from '@hartifact/core'
import type { Context } from '../context.ts'
import { sizeText } from '../ui/size.ts'
import { colourStyle, outcomeStyle } from '../ui/styles.ts'
import { type Cell, type Column, tableLines } from '../ui/table.ts'
import { clockTime, durationText } from '../ui/time.ts'

/** An entry and its 0-based position in its session. */
export interface PlacedEntry {
  readonly entry: Entry
  readonly position: number
}

const columnsWith = (...target: readonly Column[]): readonly Column[] => [
  { title: '#', align: 'right' },
  { title: 'METHOD' },
  { title: 'STATUS' },
  ...target,
  { title: 'TYPE', shrinkTo: 8, dispensable: 3 },
  { title: 'SENT', align: 'right', dispensable: 5 },
  { title: 'RECEIVED', align: 'right', dispensable: 2 },
  { title: 'TIME', align: 'right', dispensable: 1 },
  { title: 'AT', dispensable: 4 },
  { title: 'NOTES', shrinkTo: 10 },
]

/** Where room is short, hosts, which are often all the same, must not displace paths. */
const narrow = columnsWith(
  { title: 'HOST', shrinkTo: 10, dispensable: 6 },
  { title: 'PATH', shrinkTo: 24 },
)
const wide = columnsWith({ title: 'URL' })

/** Prints entries as a table while they come. */
export async function printEntries(
  { out }: Pick<Context, 'out'>,
  entries: AsyncIterable<PlacedEntry>,
): Promise<void> {
  const { styles, width } = out
  async function* rows(): AsyncIterable<Cell[]> {
    for await (const placed of entries) {
      if (out.closed) return
      yield rowOf(placed, out)
    }
  }
  const columns = out.isTerminal ? narrow : wide
  for await (const line of tableLines(columns, rows(), { width, titleStyle: styles.dim })) {
    await out.line(line)
  }
}

function rowOf({ entry, position }: PlacedEntry, { isTerminal, styles }: Context['out']): Cell[] {
  const { annotations, failure, request, response, startedAt, timings } = entry
  const colour = annotations.findLast(({ color }) => color !== undefined)?.color
  return [
    String(position),
    request.method,
    {
      text: outcomeText(entry),
      style: outcomeStyle(styles, response?.status, failure !== undefined),
    },
    ...targetCells(request.url, isTerminal, colourStyle(styles, colour)),
    mediaType(entry),
    request.body ? sizeText(request.body.size) : '',
    response?.body ? sizeText(response.body.size) : '',
    timings.total === null ? '' : durationText(timings.total),
    isTerminal ? clockTime(startedAt) : startedAt,
    { text: annotations.map(annotationText).join('; '), style: colourStyle(styles, colour) },
  ]
}

function targetCells(
  url: string,
  isTerminal: boolean,
  style: (text: string) => string,
): readonly Cell[] {
  if (!isTerminal) return [{ text: url, style }]
  if (!URL.canParse(url)) return ['', { text: url, style }]
  const { hash, host, pathname, search } = new URL(url)
  return [host, { text: `${pathname}${search}${hash}`, style }]
}

/** The status, or why there is none; both when it broke off afterwards. */
export function outcomeText({ failure, response }: Entry): string {
  const status = response ? String(response.status) : ''
  if (!failure) return status || '…'
  return `${status ? `${status} ` : ''}${failure.code ?? failure.kind}`
}

/** Of the response, without parameters. */
function mediaType({ response }: Entry): string {
  if (!response) return ''
  return (getHeader(response.headers, 'content-type') ?? '').split(';', 1)[0]?.trim() ?? ''
}

/** A remark in a few words: its note, its tags with `#`, its colour when it says nothing else. */
export function annotationText({ attachment, color, links, note, tags }: Annotation): string {
  const words = [
    note,
    ...(tags ?? []).map((tag) => `#${tag}`),
    ...(links ?? []),
    attachment && `[${attachment.name}]`,
  ].filter(Boolean)
  return words.length > 0 ? words.join(' ') : (color ?? '')
}
