/**
 * A table as aligned Markdown.
 *
 * @param {import('./tables.mjs').Table} table
 */
export function tableText({ rows, title }) {
  if (rows.length === 0) return `${title}\n\nnone`
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const widths = columns.map((column) =>
    Math.max(3, column.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells) =>
    `| ${cells.map((cell, at) => cell.replaceAll('|', '\\|').padEnd(widths[at])).join(' | ')} |`
  return [
    `${title}\n`,
    line(columns),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ].join('\n')
}

/** One finding on one line. */
export function findingText({ after, before, endpoint, path, reason, rule, severity }) {
  const value = (side) => side ?? '∅'
  return `${severity.padEnd(8)} ${rule.padEnd(30)} ${endpoint}  ${path}  ${value(before)} -> ${value(after)}${reason ? `  (${reason})` : ''}`
}
