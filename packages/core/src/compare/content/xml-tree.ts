import type { Tree, TreeObject } from '../tree.ts'
import { expandText } from './expand.ts'
import { groupByName } from './group-by-name.ts'
import { shorten } from './shorten.ts'
import { readXml, type XmlElement } from './xml-element.ts'

/**
 * A document as nested objects, since the elements of XML are fields: `{ order: { '@id': '7', item:
 * [ … ], note: 'text' } }`. An element with nothing but text is its text. Names are without prefix,
 * which is another one wherever it is made up, unless two namespaces share a name.
 *
 * @returns `undefined` when it is no XML
 */
export function xmlTree(text: string): Tree | undefined {
  const root = readXml(text)
  if (!root) return undefined
  const shared = sharedNames(root)
  return groupByName([[nameOf(root, shared), elementTree(root, shared)]])
}

function elementTree(element: XmlElement, shared: ReadonlySet<string>): Tree {
  const { attributes, children } = element
  const text = element.text.replace(/\s+/g, ' ').trim()
  if (attributes.length === 0 && children.length === 0) {
    return text === '' && isListName(element.local) ? {} : textValue(text)
  }
  const members = groupByName(
    children.map((child) => [nameOf(child, shared), elementTree(child, shared)] as const),
  )
  return {
    ...groupByName(attributes.map(([name, value]) => [`@${name}`, shorten(value)] as const)),
    ...asLists(element, members),
    ...(text !== '' && { '#text': textValue(text) }),
  }
}

/** One item of a list must not look like a single field: `<orders><order/></orders>`. */
function asLists({ local }: XmlElement, members: TreeObject): TreeObject {
  const names = Object.keys(members)
  const [only] = names
  if (names.length !== 1 || only === undefined || Array.isArray(members[only])) return members
  return isListName(local) || isItemName(only) ? { [only]: [members[only] as Tree] } : members
}

function isListName(name: string): boolean {
  return /(?:[^s]s|list|array|collection|set)$/i.test(name)
}

function isItemName(name: string): boolean {
  return /^(?:item|entry|row|record|element|li)$/i.test(name)
}

function nameOf({ prefix, local }: XmlElement, shared: ReadonlySet<string>): string {
  return prefix !== '' && shared.has(local) ? `${prefix}:${local}` : local
}

/** Local names that more than one namespace uses. */
function sharedNames(root: XmlElement): ReadonlySet<string> {
  const spaces = new Map<string, string>()
  const shared = new Set<string>()
  const open = [root]
  while (open.length > 0) {
    const { local, uri, children } = open.pop() as XmlElement
    if ((spaces.get(local) ?? uri) !== uri) shared.add(local)
    spaces.set(local, uri)
    for (const child of children) open.push(child)
  }
  return shared
}

function textValue(text: string): Tree {
  const expanded = expandText(text)
  return typeof expanded === 'string' ? shorten(expanded) : expanded
}
