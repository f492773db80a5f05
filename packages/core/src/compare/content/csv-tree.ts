import { parse } from 'csv-parse/sync'
import type { Tree } from '../tree.ts'
import { longestMarkup } from './limits.ts'

const delimiters = [',', ';', '\t', '|'] as const

/**
 * A table as a list of rows: objects by the names of the first line, or lists of cells when that is
 * no header. `undefined` when it is no table, or has quotes in other places than RFC 4180 allows.
 */
export function csvTree(text: string): Tree | undefined {
  if (text.length > longestMarkup) return undefined
  const delimiter = delimiterOf(text.slice(0, text.search(/[\r\n]|$/)))
  if (!delimiter) return undefined
  const rows = readRows(text, delimiter)
  if (!rows) return undefined
  const [header = [], ...records] = rows
  return isHeader(header) ? records.map((cells) => rowTree(header, cells)) : rows
}

/** The one that is most frequent in the first line. */
function delimiterOf(line: string): string | undefined {
  const counts = delimiters.map((delimiter) => line.split(delimiter).length - 1)
  const most = Math.max(...counts)
  return most === 0 ? undefined : delimiters[counts.indexOf(most)]
}

function readRows(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
    })
  } catch {
    return undefined
  }
}

function isHeader(cells: readonly string[]): boolean {
  const names = new Set(cells.map((cell) => cell.trim()))
  return names.size === cells.length && [...names].every((name) => /[^\d\s.,:+-]/.test(name))
}

function rowTree(header: readonly string[], cells: readonly string[]): Tree {
  // Cells beyond the header are named by their column.
  return Object.fromEntries(
    cells.map((cell, column) => [header[column]?.trim() ?? `${column + 1}`, cell]),
  )
}
