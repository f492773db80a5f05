import type { Annotation } from '../../entry/entry.ts'

/**
 * Remarks as `comment` takes them, one per line: the note, then tags, colour, links, the name of what
 * is attached, and the author. Other tools show it; Hartifact reads the remarks themselves.
 *
 * @example
 * ```ts
 * remarkComment(entry.annotations) // 'issues the CSRF token #bug [red] jira:ABC-7 (ada)'
 * ```
 */
export function remarkComment(annotations: readonly Annotation[]): string {
  return annotations
    .map(line)
    .filter((text) => text !== '')
    .join('\n')
}

function line({ attachment, author, color, links = [], note, tags = [] }: Annotation): string {
  return [
    note,
    ...tags.map((tag) => `#${tag}`),
    color && `[${color}]`,
    ...links,
    attachment && `[${attachment.name}]`,
    author && `(${author})`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
}
