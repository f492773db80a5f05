import { foldCase } from './fold-case.ts'

/**
 * The test for a text that people type: `*` is any text, `\*` a star, and case does not matter.
 * With a `*`, all of the subject must fit; without one, it must be equal, or with `part` it must
 * hold the text.
 */
export function compileWildcard(
  wanted: string,
  { part = false }: { readonly part?: boolean } = {},
): (subject: string) => boolean {
  const pieces = wildcardPieces(foldCase(wanted))
  const [only = ''] = pieces
  if (pieces.length === 1) {
    return part
      ? (subject) => foldCase(subject).includes(only)
      : (subject) => foldCase(subject) === only
  }
  const pattern = new RegExp(`^${pieces.map(escapeRegExp).join('.*')}$`, 's')
  return (subject) => pattern.test(foldCase(subject))
}

/** The texts between the `*`, at least one. */
export function wildcardPieces(wanted: string): string[] {
  const pieces = ['']
  for (const [sign] of wanted.matchAll(/\\\*|\*+|[^*\\]+|\\/g)) {
    if (sign.startsWith('*')) pieces.push('')
    else pieces.push(`${pieces.pop()}${sign === '\\*' ? '*' : sign}`)
  }
  return pieces
}

/** A regular expression that matches `text` as it is. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}
