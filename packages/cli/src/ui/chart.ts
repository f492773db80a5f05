const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** One character for each value: `▁▂▇█`; nothing at all is a space. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(...values, 0)
  return values.map((value) => (value > 0 ? blockOf(value / most) : ' ')).join('')
}

function blockOf(share: number): string {
  return blocks[Math.min(blocks.length - 1, Math.floor(share * blocks.length))] ?? ' '
}

/** A bar for a share between 0 and 1 of `width` columns, in eighths of a column. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8)
  const parts = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
  const text = '█'.repeat(Math.floor(eighths / 8)) + parts[eighths % 8]
  // Little is not nothing.
  return text === '' && share > 0 ? '▏' : text
}
