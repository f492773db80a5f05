import { SaxesParser, type SaxesTagNS } from 'saxes'
import { deepestTree, longestMarkup } from './limits.ts'

/** An element as it was read, with its text put together. */
export interface XmlElement {
  readonly prefix: string
  readonly local: string
  readonly uri: string
  readonly attributes: ReadonlyArray<readonly [name: string, value: string]>
  readonly children: XmlElement[]
  text: string
}

/** What does not keep a document from being read. */
const tolerated = /undefined entity|unbound namespace prefix/

const mostFaults = 1000

/** The root element, or `undefined` when the text is no XML, is too large or nested too deep. */
export function readXml(text: string): XmlElement | undefined {
  if (text.length > longestMarkup) return undefined
  const document = newElement('', '', '', [])
  const open = [document]
  const parser = new SaxesParser({ xmlns: true })
  const addText = (part: string): void => {
    ;(open.at(-1) as XmlElement).text += part
  }
  let faults = 0
  parser.on('error', (error) => {
    if (!tolerated.test(error.message) || ++faults > mostFaults) throw error
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('opentag', (tag) => {
    if (open.length > deepestTree) throw new RangeError('The document is nested too deep.')
    const element = newElement(tag.prefix, tag.local, tag.uri, attributesOf(tag))
    ;(open.at(-1) as XmlElement).children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  try {
    parser.write(text).close()
    return document.children[0]
  } catch {
    return undefined
  }
}

function newElement(
  prefix: string,
  local: string,
  uri: string,
  attributes: XmlElement['attributes'],
): XmlElement {
  return { prefix, local, uri, attributes, children: [], text: '' }
}

/** Without the declarations of namespaces: which prefix stands for one does not matter. */
function attributesOf(tag: SaxesTagNS): XmlElement['attributes'] {
  return Object.values(tag.attributes)
    .filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    .map(({ local, value }) => [local, value] as const)
}
