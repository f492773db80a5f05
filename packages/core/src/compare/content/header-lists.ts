import type { Tree } from '../tree.ts'
import { splitOutside } from './header-parameters.ts'

/** A list of tokens without order, sorted, each once: `Vary`, `Allow` (RFC 9110 §5.6.1). */
export function tokenListTree(value: string): Tree {
  return [...new Set(splitOutside(value, ','))].toSorted()
}

/** Items with weights such as `text/html;q=0.8`, sorted by name (RFC 9110 §12.4.2). */
export function weightedListTree(value: string): Tree {
  const items = splitOutside(value.toLowerCase(), ',')
  return [...new Set(items.map((item) => partsOf(item).join(';')))].toSorted()
}

/** `text/html ; q = 0.8` without the white space around its marks. */
function partsOf(item: string): string[] {
  return splitOutside(item, ';').map((part) =>
    part
      .split('=')
      .map((side) => side.trim())
      .join('='),
  )
}

/**
 * Entity tags without the mark of a weak one, which proxies add when they compress (RFC 9110
 * §8.8.3): a single one as text, else a sorted list.
 */
export function tagListTree(value: string): Tree {
  const tags = splitOutside(value, ',').map((tag) => tag.replace(/^W\//, ''))
  return tags.length === 1 ? (tags[0] as string) : tags.toSorted()
}
