import { getHeader } from '../../entry/headers.ts'
import { isIdName, isTransientName } from '../align/names.ts'
import type { Exchange } from '../exchange.ts'
import { isTreeObject, type Tree } from '../tree.ts'
import { classOf, isEpoch, isTimeClass } from '../values/value-class.ts'
import type { NamedExchange } from './measurement.ts'

/** Whether a program asked for data: no page, no part of one such as an image or a script, no write. */
export function isDataRead({ endpoint, exchange }: NamedExchange): boolean {
  const { entry, responseContent: content } = exchange
  const { headers, method } = entry.request
  if (method !== 'GET' && !(method === 'POST' && isReadOperation(endpoint, exchange))) return false
  const destination = getHeader(headers, 'sec-fetch-dest')
  if (destination !== undefined) return destination === 'empty'
  if (content === undefined) return true
  if (content.kind === 'html') return !(getHeader(headers, 'accept') ?? '').includes('text/html')
  if (['image', 'script', 'style', 'events'].includes(content.kind)) return false
  return !/^(font|audio|video)\//.test(content.mediaType)
}

/** Whether a browser opened a page. */
export function isPageView({ entry, responseContent }: Exchange): boolean {
  const destination = getHeader(entry.request.headers, 'sec-fetch-dest')
  if (destination !== undefined) return destination === 'document'
  if (entry.request.method !== 'GET' || responseContent?.kind !== 'html') return false
  return (getHeader(entry.request.headers, 'accept') ?? '').includes('text/html')
}

/** What a request asks for, beside its endpoint. */
export interface Entity {
  /** Equal for the same thing; only places that name things count. */
  readonly key: string
  /** The values that may name it: of the path, of the query and of GraphQL variables. */
  readonly values: readonly string[]
}

/** Parameters that say which part of a list, in which order and language. */
const ofLists =
  /^(page\w*|per_?page|offset|skip|start|cursor|after|before|since|until|from|to|limit|size|count|first|last|take|top|sort\w*|order\w*|dir|direction|\w*token|v|version|lang|locale)$/i

/** What names things beside ids; `variables` are those of GraphQL. */
const otherNames =
  /(^|[_.-])(key|sku|handle|code|no|nr|number|iban)s?(\[\])?$|^variables$|[a-z](Key|Sku|Handle|Code|No|Nr|Number)s?$/

/** Whether a parameter of this name says which thing is meant. */
export function isNaming(name: string): boolean {
  return isIdName(name.replace('[]', '')) || otherNames.test(name)
}

/** Reads the entity of a request for data. */
export function entityOf({ endpoint, exchange }: NamedExchange): Entity {
  const { requestContent: content, target } = exchange
  const query = target.query.filter(
    ([name, value]) => !ofLists.test(name) && !isTransientName(name) && !isTime(value),
  )
  const body = exchange.entry.request.method === 'POST' && content ? content : undefined
  const named = query.filter(([name]) => isNaming(name))
  return {
    key: JSON.stringify([
      endpoint.includes('{') ? target.segments : [],
      named.toSorted(([one], [other]) => (one < other ? -1 : 1)),
      body?.hash ?? '',
    ]),
    values: [
      ...target.segments,
      ...query.flatMap(([, value]) => value.split(',')),
      ...(body ? variablesOf(body.tree()) : []),
    ],
  }
}

/** GraphQL queries and calls of JSON-RPC, which are named after their path. */
function isReadOperation(endpoint: string, { requestContent: content }: Exchange): boolean {
  if (endpoint.split(' ').length < 3 || content?.kind !== 'json') return false
  const tree = content.tree()
  if (!isTreeObject(tree)) return false
  const { query } = tree
  if (typeof query === 'string') return !/^\s*(mutation|subscription)\b/.test(query)
  return 'method' in tree || 'variables' in tree
}

function variablesOf(tree: Tree): string[] {
  if (!isTreeObject(tree)) return []
  const given = tree['variables'] ?? tree['params'] ?? null
  const flat = (value: Tree, depth: number): string[] => {
    if (typeof value === 'string') return [value]
    if (typeof value === 'number' || typeof value === 'bigint') return [String(value)]
    if (typeof value !== 'object' || value === null || depth === 0) return []
    return Object.values(value).flatMap((inner: Tree) => flat(inner, depth - 1))
  }
  return flat(given, 3).slice(0, 100)
}

function isTime(value: string): boolean {
  return isTimeClass(classOf(value)) || (/^\d{10,16}$/.test(value) && isEpoch(Number(value)))
}
