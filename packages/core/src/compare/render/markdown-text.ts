import { oneLine } from './one-line.ts'

/**
 * A text of the traffic as code in Markdown, also in a cell of a table. As code nobody is mentioned,
 * nothing is linked, and nothing is markup. A plain code span where that is possible, for those who
 * read the source; else an element in which all signs that could be markup are references.
 */
export function markdownCode(text: string, limit: number): string {
  const line = oneLine(text, limit)
  if (line === '') return ''
  // In a table a pipe ends the cell even inside a code span, and what escapes it differs.
  const simple = !/[`|\\]/.test(line) && line.trim() === line
  return simple ? `\`${line}\`` : `<code>${references(line)}</code>`
}

/** A sentence in which names and values of the traffic may occur: no markup, no links, no mentions. */
export function markdownSentence(text: string, limit: number): string {
  return (
    references(oneLine(text, limit).trim())
      // A number and a dot begin a list.
      .replace(/^(\d+)([.)])/, (_, digits: string, sign: string) => digits + reference(sign))
      // GitHub looks for mentions and issues after references were resolved.
      .replaceAll(/&#64;|&#35;(?=\d)|GH&#45;(?=\d)/gi, '$&&#8203;')
  )
}

/** Text inside an element of raw HTML, where Markdown's own signs mean nothing. */
export function htmlCode(text: string, limit: number): string {
  return `<code>${references(oneLine(text, limit))}</code>`
}

/** ASCII punctuation as character references, but what is harmless where it stands. */
function references(text: string): string {
  const special =
    /(?<![A-Za-z0-9])[-_]|[-_](?![A-Za-z0-9])|:(?! |$)|(?<=www)\.|[!"#$&*+<=>@[-^`{-~]/gi
  return text.replaceAll(special, reference)
}

function reference(sign: string): string {
  return `&#${sign.charCodeAt(0)};`
}
