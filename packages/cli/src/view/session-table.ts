import type { SessionSummary } from '@hartifact/core'
import type { Context } from '../context.ts'
import { shortIds } from '../find-session.ts'
import { countText, sizeText } from '../ui/size.ts'
import { type Cell, type Column, tableLines } from '../ui/table.ts'
import { relativeTime } from '../ui/time.ts'

interface SessionColumn extends Column {
  readonly cell: (summary: SessionSummary) => Cell
}

/** Prints sessions as a table. */
export async function printSessions(
  { err, out }: Pick<Context, 'err' | 'out'>,
  summaries: readonly SessionSummary[],
  idOf: (id: string) => string = shortIds(summaries.map(({ id }) => id)),
): Promise<void> {
  const { isTerminal, styles, width } = out
  const time = (iso: string | undefined): string =>
    iso === undefined ? '' : isTerminal ? relativeTime(iso) : iso
  const columns: SessionColumn[] = [
    { title: '', cell: (summary) => ({ text: mark(summary), style: styles.green }) },
    {
      title: 'NAME',
      shrinkTo: 16,
      cell: ({ active, name }) => ({ text: name, style: active ? styles.bold : (text) => text }),
    },
    { title: 'ID', dispensable: 1, cell: ({ id }) => ({ text: idOf(id), style: styles.dim }) },
    { title: 'MODE', shrinkTo: 10, dispensable: 6, cell: modeText },
    { title: 'TYPE', dispensable: 7, cell: ({ type }) => type },
    { title: 'CREATED', dispensable: 4, cell: ({ created }) => time(created) },
    { title: 'ACTIVITY', cell: ({ lastActivity }) => time(lastActivity) },
    { title: 'MODIFIED', dispensable: 10, cell: ({ modified }) => time(modified) },
    {
      title: 'REQUESTS',
      align: 'right',
      cell: ({ requests }) => requests.toLocaleString('en-US'),
    },
    { title: 'BYTES', align: 'right', dispensable: 2, cell: ({ bytes }) => sizeText(bytes) },
    { title: 'ON DISK', align: 'right', dispensable: 9, cell: ({ size }) => sizeText(size) },
    { title: 'OWNER', shrinkTo: 8, dispensable: 8, cell: ({ owner }) => owner ?? '' },
    { title: 'STATE', cell: (summary) => stateCell(summary, styles) },
    { title: 'LABELS', shrinkTo: 8, dispensable: 5, cell: ({ labels }) => labels.join(' ') },
    { title: 'TEST', shrinkTo: 12, dispensable: 3, cell: testText },
  ]
  const used = isTerminal ? columns.filter((column) => says(column, summaries)) : columns
  const rows = summaries.map((summary) => used.map(({ cell }) => cell(summary)))
  let leftOut = 0
  const onLeftOut = (count: number): void => void (leftOut = count)
  for await (const line of tableLines(used, rows, { width, titleStyle: styles.dim, onLeftOut })) {
    await out.line(line)
  }
  if (leftOut > 0) {
    await out.flush()
    const columnsText = countText(leftOut, 'column does', 'columns do')
    await err.line(err.styles.dim(`${columnsText} not fit; widen the terminal, or use --json.`))
  }
}

/** Whether a column has anything in it. */
function says({ cell, title }: SessionColumn, summaries: readonly SessionSummary[]): boolean {
  if (title === 'NAME') return true
  return summaries.some((summary) => {
    const found = cell(summary)
    return (typeof found === 'string' ? found : found.text) !== ''
  })
}

/** `*` for the active session, `+` for what is kept for good. */
function mark({ active, pinned }: SessionSummary): string {
  return `${active ? '*' : ''}${pinned ? '+' : ''}`
}

/** How a session is used: alone, or for what it is linked to. */
export function modeText({ links, mode }: SessionSummary): string {
  return links.length > 0 ? links.join(' ') : mode
}

function stateCell(
  { deleted, paused, state }: SessionSummary,
  styles: Context['out']['styles'],
): Cell {
  if (deleted) return { text: 'deleted', style: styles.dim }
  if (paused) return { text: 'paused', style: styles.yellow }
  const colours = { recording: styles.green, crashed: styles.red, degraded: styles.yellow }
  return { text: state, style: state === 'closed' ? (text) => text : colours[state] }
}

function testText({ test }: SessionSummary): string {
  if (!test) return ''
  const title = test.titlePath.join(' › ') || '(outside of tests)'
  const retry = test.retry > 0 ? ` (retry ${test.retry})` : ''
  return `${title}${retry}${test.status === undefined ? '' : `: ${test.status}`}`
}
