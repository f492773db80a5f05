import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  return isPlain(text) ? text.length : stringWidth(text)
}

/** The beginning of `text` that fits into `width` columns, with `…` where something is missing. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 1) return ''
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += displayWidth(segment)
    if (used > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** The end of `text` that fits into `width` columns, with `…` where something is missing. */
export function truncateStart(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 1) return ''
  const segments = Array.from(graphemes.segment(text), ({ segment }) => segment)
  let kept = ''
  let used = 0
  for (const segment of segments.toReversed()) {
    used += displayWidth(segment)
    if (used > width - 1) break
    kept = segment + kept
  }
  return `…${kept}`
}

/** `text` filled up with spaces to `width` columns. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const filling = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'left' ? text + filling : filling + text
}

/** Nearly every text; measuring the others is much slower. */
function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text)
}
