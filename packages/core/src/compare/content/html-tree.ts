import type { DefaultTreeAdapterTypes } from 'parse5'
import type { Tree } from '../tree.ts'
import { expandText } from './expand.ts'
import { placeStep } from './html-place.ts'
import { parseHtml } from './parse-html.ts'
import { scriptTextTree } from './script-text.ts'
import { shorten } from './shorten.ts'

type HtmlNode = DefaultTreeAdapterTypes.ChildNode
type HtmlElement = DefaultTreeAdapterTypes.Element

/** Deeper elements belong to the place of the last one above. */
const longestPlace = 64

/** An element that has not been read yet. */
interface Waiting {
  readonly element: HtmlElement
  readonly place: string
  readonly depth: number
}

/**
 * A page as an object of places: `body>main>h1` holds the texts of all elements there, in the order
 * of the document, and `body>main>a@href` their attributes. Everything is a list of strings, however
 * many elements there are, so that one product more is one item more and never another type; and
 * each place has a name of its own, by which its noise can be learnt. Comments do not count.
 *
 * @returns `undefined` when the page is too large or nested too deep
 */
export function htmlTree(text: string): Tree | undefined {
  const page = parseHtml(text)
  if (!page) return undefined
  const places = new Map<string, Tree[]>()
  const open: Waiting[] = []
  waitFor(page.childNodes, '', 0, open)
  while (open.length > 0) {
    const { element, place, depth } = open.pop() as Waiting
    for (const { name, value } of element.attrs) {
      add(places, `${place}@${name}`, shorten(collapse(value)))
    }
    const children = childrenOf(element)
    const ownText = textOf(element, children)
    if (ownText !== undefined) add(places, place, ownText)
    if (!isRaw(element)) waitFor(children, place === 'html' ? '' : place, depth + 1, open)
  }
  return Object.fromEntries(places)
}

/** Puts the elements on the stack, so that the first one is taken next. */
function waitFor(children: readonly HtmlNode[], parent: string, depth: number, open: Waiting[]) {
  const first = open.length
  let column = 0
  for (const child of children) {
    if (!isElement(child)) continue
    const step = placeStep(child, ++column)
    const place = parent === '' ? step : depth < longestPlace ? `${parent}>${step}` : parent
    open.push({ element: child, place, depth })
  }
  const added = open.splice(first)
  for (let index = added.length - 1; index >= 0; index--) open.push(added[index] as Waiting)
}

function add(places: Map<string, Tree[]>, place: string, value: Tree): void {
  const values = places.get(place)
  if (values) values.push(value)
  else places.set(place, [value])
}

/** Its own text; an empty one counts where there is nothing else, as in an empty cell. */
function textOf(element: HtmlElement, children: readonly HtmlNode[]): Tree | undefined {
  const texts = children.flatMap((child) => ('value' in child ? [child.value] : []))
  const joined = texts.join(isRaw(element) ? '' : ' ')
  if (element.tagName === 'script') return joined === '' ? undefined : scriptTextTree(joined)
  const collapsed = collapse(joined)
  if (collapsed !== '') return expandTextOf(collapsed)
  return children.some((child) => isElement(child)) || element.attrs.length > 0 ? undefined : ''
}

function expandTextOf(text: string): Tree {
  const expanded = expandText(text)
  return typeof expanded === 'string' ? shorten(expanded) : expanded
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function isElement(child: HtmlNode): child is HtmlElement {
  return 'tagName' in child
}

function isRaw({ tagName }: HtmlElement): boolean {
  return tagName === 'script' || tagName === 'style'
}

function childrenOf(element: HtmlElement): readonly HtmlNode[] {
  // What a template holds is no child of it.
  return 'content' in element
    ? (element as DefaultTreeAdapterTypes.Template).content.childNodes
    : element.childNodes
}
