import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5'
import { longestMarkup } from './limits.ts'

/** Browsers do not nest deeper either. */
const deepestElement = 512

/** Some markup opens elements again and again that were closed before. */
const mostElements = 200_000

/** The document as browsers read it; `undefined` when it is too large or nested too deep. */
export function parseHtml(text: string): DefaultTreeAdapterTypes.Document | undefined {
  if (text.length > longestMarkup) return undefined
  let depth = 0
  let count = 0
  const treeAdapter = {
    ...defaultTreeAdapter,
    onItemPush() {
      // Some end tags look at all open elements: deep nesting makes parsing quadratic.
      if (++depth > deepestElement || ++count > mostElements) {
        throw new RangeError('The document is nested too deep or too large.')
      }
    },
    onItemPop() {
      depth--
    },
  }
  try {
    return parse(text, { treeAdapter })
  } catch {
    return undefined
  }
}
