/** HTML that is safe to send as it is. */
export interface Markup {
  readonly markup: string
}

/** What can stand in a template; text is escaped, `false` and `undefined` leave nothing. */
export type Part = Markup | readonly Markup[] | string | number | false | undefined

/**
 * A template tag for HTML that escapes what is put in.
 *
 * @example
 * ```ts
 * html`<p>${'<Tom & Jerry>'}</p>`.markup // '<p>&lt;Tom &amp; Jerry&gt;</p>'
 * ```
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const markup = strings.reduce((text, string, index) => text + render(parts[index - 1]) + string)
  return { markup }
}

function render(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

function escapeHtml(text: string): string {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replaceAll(/[&<>"']/g, (found) => entities[found as keyof typeof entities])
}
