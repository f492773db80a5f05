/**
 * Writes a candidate so that bash reads it as one word. A quote that was opened in what was typed
 * stays where it is, and bash closes it.
 */
export function quoteForBash(text: string, typed: string): string {
  if (typed.startsWith('"')) return text.replaceAll(/["$\\`]/g, String.raw`\$&`)
  if (typed.startsWith("'")) return text.replaceAll("'", String.raw`'\''`)
  return text.replaceAll(/[\s!"#$&'()*;<>?[\\\]^`{|}~]/g, String.raw`\$&`)
}
