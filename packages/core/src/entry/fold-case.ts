/**
 * A text for comparisons that do not care about case: lower case, with one sign for both small
 * sigmas. Its length in code units is that of `text`, so that places in the one are places in the
 * other.
 */
export function foldCase(text: string): string {
  // The only letter that grows in lower case. Which sigma a capital one becomes depends on what
  // stands around it.
  return text.replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ')
}
