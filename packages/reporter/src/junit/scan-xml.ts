import { HartifactError } from '@hartifact/core'

/** An element of a document, with its places in the text. */
export interface ScannedElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly parent: ScannedElement | undefined
  readonly children: readonly ScannedElement[]
  /** Offset behind the `>` of its start tag. */
  readonly opened: number
  /** Offset of the `<` of its end tag; the same as `opened` for `<name/>`. */
  readonly closing: number
  /** Whether it is `<name/>`. */
  readonly isEmpty: boolean
}

/** Comments, CDATA, processing instructions; end tags; start tags. Texts are between them. */
const markup =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|</g

const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  quot: '"',
}

/**
 * Finds the elements of a document, so that its text can be changed at their places and stays as it
 * is elsewhere. For files that a program has written: there is no document type in them.
 *
 * @returns all elements, in the order of their start tags
 * @throws HartifactError `FORMAT_UNKNOWN` when the tags do not fit, or for a document type
 */
export function scanXml(text: string): ScannedElement[] {
  const found: Growing[] = []
  const open: Growing[] = []
  for (const match of text.matchAll(markup)) {
    const [all, end, name, attributes = '', slash] = match
    const behind = match.index + all.length
    if (all === '<') throw unreadable(text, match.index)
    if (end !== undefined) {
      const element = open.pop()
      if (element?.name !== end) throw unreadable(text, match.index)
      element.closing = match.index
    }
    if (name === undefined) continue
    const parent = open.at(-1)
    const element: Growing = {
      name,
      attributes: attributesOf(attributes),
      parent,
      children: [],
      opened: behind,
      closing: behind,
      isEmpty: slash === '/',
    }
    found.push(element)
    parent?.children.push(element)
    if (!element.isEmpty) open.push(element)
  }
  if (open.length > 0 || found.length === 0) throw unreadable(text, text.length)
  return found
}

interface Growing extends ScannedElement {
  readonly children: Growing[]
  closing: number
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(attribute)].map(([, name = '', double, single]) => [
    name,
    decode(double ?? single ?? ''),
  ])
  return Object.fromEntries(pairs) as Record<string, string>
}

function decode(text: string): string {
  return text
    .replaceAll(/[\t\n\r]/g, ' ')
    .replaceAll(
      /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
      (all: string, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return entities[name] ?? all
        const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
        return code <= 0x10_ff_ff ? String.fromCodePoint(code) : all
      },
    )
}

function unreadable(text: string, at: number): HartifactError {
  const line = text.slice(0, at).split('\n').length
  return new HartifactError('FORMAT_UNKNOWN', `Line ${line} is no XML that can be added to.`, {
    fix: 'Let the reporter that writes the file finish it, or leave the option junit.input out.',
  })
}
