import { displayWidth, pad, truncate } from './display-width.ts'
import { printable } from './printable.ts'

/** One cell: its text, made printable by the table, and how it looks. */
export type Cell = string | { readonly text: string; readonly style: (text: string) => string }

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Columns that it may shrink to where room is short; without it, it keeps its width. */
  readonly shrinkTo?: number
  /** Where room is short, columns are left out, the highest number first; without it, never. */
  readonly dispensable?: number
}

export interface TableOptions {
  /** Columns of the terminal; without it, nothing is cut and nothing left out. */
  readonly width?: number | undefined
  /** How titles look. */
  readonly titleStyle?: (text: string) => string
  /** Told how many columns do not fit. */
  readonly onLeftOut?: (count: number) => void
}

const gap = '  '

/** So many rows say how wide columns are; those after them are written as they come. */
const measured = 1000

/** Lines of a table with aligned columns, without waiting for more than the first thousand rows. */
export async function* tableLines(
  columns: readonly Column[],
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
  options: TableOptions = {},
): AsyncIterable<string> {
  let layout: ((cells: readonly Cell[]) => string) | undefined
  let waiting: Array<readonly Cell[]> = []
  const begin = (): string[] => {
    layout = layOut(columns, waiting, options)
    const titles = columns.map(({ title }) => ({ text: title, style: options.titleStyle ?? same }))
    const lines = [titles, ...waiting].map(layout)
    waiting = []
    return lines
  }
  for await (const row of rows) {
    if (layout) yield layout(row)
    else if (waiting.push(row) === measured) yield* begin()
  }
  if (!layout && waiting.length > 0) yield* begin()
}

function layOut(
  columns: readonly Column[],
  rows: ReadonlyArray<readonly Cell[]>,
  { onLeftOut, width }: TableOptions,
): (cells: readonly Cell[]) => string {
  const natural = columns.map((column, index) =>
    rows.reduce(
      (widest, row) => Math.max(widest, displayWidth(textOf(row[index] ?? ''))),
      displayWidth(column.title),
    ),
  )
  const widths = width === undefined ? natural : fit(columns, natural, width)
  const shown = columns.map((_, index) => index).filter((index) => widths[index] !== undefined)
  if (shown.length < columns.length) onLeftOut?.(columns.length - shown.length)
  return (cells) =>
    shown
      .map((index, place) => {
        const cell = cells[index] ?? ''
        const size = widths[index] ?? 0
        const { align } = columns[index] as Column
        const text = textOf(cell)
        const cut = width === undefined ? text : truncate(text, size)
        const filled = place === shown.length - 1 && align !== 'right' ? cut : pad(cut, size, align)
        return typeof cell === 'string' ? filled : cell.style(filled)
      })
      .join(gap)
      .trimEnd()
}

/** Widths that fit; undefined for columns that are left out. */
function fit(
  columns: readonly Column[],
  natural: readonly number[],
  width: number,
): Array<number | undefined> {
  const widths: Array<number | undefined> = [...natural]
  const least = (index: number): number =>
    Math.min(natural[index] ?? 0, columns[index]?.shrinkTo ?? Infinity)
  const needed = (): number => {
    const sizes = widths.flatMap((size, index) => (size === undefined ? [] : [least(index)]))
    return sizes.reduce((sum, size) => sum + size, gap.length * (sizes.length - 1))
  }
  const order = columns
    .map(({ dispensable }, index) => ({ dispensable, index }))
    .filter(({ dispensable }) => dispensable !== undefined)
    .toSorted((one, other) => (other.dispensable ?? 0) - (one.dispensable ?? 0))
  for (const { index } of order) {
    if (needed() <= width) break
    widths[index] = undefined
  }
  let excess = total(widths) - width
  while (excess > 0) {
    const widest = widestShrinkable(widths, least)
    if (widest === undefined) break
    widths[widest] = (widths[widest] ?? 0) - 1
    excess--
  }
  return widths
}

function widestShrinkable(
  widths: ReadonlyArray<number | undefined>,
  least: (index: number) => number,
): number | undefined {
  const candidates = widths.flatMap((size, index) =>
    size !== undefined && size > least(index) ? [{ index, size }] : [],
  )
  return candidates.toSorted((one, other) => other.size - one.size)[0]?.index
}

function total(widths: ReadonlyArray<number | undefined>): number {
  const sizes = widths.filter((size) => size !== undefined)
  return sizes.reduce((sum, size) => sum + size, gap.length * (sizes.length - 1))
}

function textOf(cell: Cell): string {
  return printable(typeof cell === 'string' ? cell : cell.text)
}

function same(text: string): string {
  return text
}
