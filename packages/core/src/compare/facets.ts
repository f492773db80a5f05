import { getHeader, getHeaders, type HeaderList } from '../entry/headers.ts'
import { cookieTree } from './content/cookie-tree.ts'
import { headerTree } from './content/header-values.ts'
import { messagesTree } from './content/message-tree.ts'
import type { Exchange } from './exchange.ts'
import { uncomparedHeaders } from './noise/header-priors.ts'
import { isTreeObject, scalarText, type Tree, type TreeObject } from './tree.ts'

/** Parts of an exchange that are compared as trees. */
export type FacetName =
  | 'request.query'
  | 'request.headers'
  | 'request.cookies'
  | 'request.body'
  | 'response.headers'
  | 'response.cookies'
  | 'response.body'
  | 'messages'

/** A part of an exchange: where it stands and what is in it. */
export interface Facet {
  readonly name: FacetName
  /** Equal for equal content; then nothing needs to be read. */
  readonly hash?: string
  tree(): Tree | undefined
}

const made = new WeakMap<Exchange, readonly Facet[]>()

/** The parts of an exchange, in the order of HTTP. */
export function facetsOf(exchange: Exchange): readonly Facet[] {
  const facets = made.get(exchange) ?? makeFacets(exchange)
  made.set(exchange, facets)
  return facets
}

/** Lets go of what was read of an exchange. */
export function forgetFacets(exchange: Exchange): void {
  made.delete(exchange)
  exchange.requestContent?.release()
  exchange.responseContent?.release()
}

function makeFacets(exchange: Exchange): Facet[] {
  const { entry, requestContent, responseContent, target } = exchange
  const { request, response } = entry
  const at = getHeader(response?.headers ?? [], 'date') ?? entry.startedAt
  const messages = entry.messages?.length ? entry.messages : undefined
  const facets: Facet[] = [
    { name: 'request.query', tree: once(() => multimap(target.query)) },
    { name: 'request.headers', tree: once(() => headersTree(request.headers)) },
    { name: 'request.cookies', tree: once(() => requestCookies(request.headers)) },
    {
      name: 'response.headers',
      tree: once(() => headersTree([...(response?.headers ?? []), ...(response?.trailers ?? [])])),
    },
    { name: 'response.cookies', tree: once(() => responseCookies(response?.headers ?? [], at)) },
  ]
  if (requestContent) {
    facets.push({
      name: 'request.body',
      hash: requestContent.hash,
      tree: () => requestContent.tree(),
    })
  }
  if (messages) facets.push({ name: 'messages', tree: once(() => byKind(messagesTree(messages))) })
  // An event stream's events are its body.
  else if (responseContent) {
    const { hash, kind } = responseContent
    facets.push({
      name: 'response.body',
      hash,
      tree: () => (kind === 'events' ? byKind(responseContent.tree()) : responseContent.tree()),
    })
  }
  return facets
}

/** Small parts are kept; bodies are kept, or let go, by their content. */
function once(make: () => Tree): () => Tree {
  let tree: Tree | undefined
  return () => (tree ??= make())
}

function multimap(pairs: ReadonlyArray<readonly [string, Tree]>): TreeObject {
  const all = new Map<string, Tree[]>()
  for (const [name, value] of pairs) {
    const values = all.get(name)
    if (values) values.push(value)
    else all.set(name, [value])
  }
  return Object.fromEntries(
    [...all].map(([name, values]) => [name, values.length === 1 ? (values[0] as Tree) : values]),
  )
}

/** By name in lower case; fields that are repeated are one list (RFC 9110 §5.3). */
function headersTree(headers: HeaderList): TreeObject {
  const joined = new Map<string, string>()
  for (const [field, value] of headers) {
    const name = field.toLowerCase()
    if (uncomparedHeaders.has(name) || name.startsWith(':')) continue
    const known = joined.get(name)
    joined.set(name, known === undefined ? value : `${known}, ${value}`)
  }
  return Object.fromEntries([...joined].map(([name, value]) => [name, fieldTree(name, value)]))
}

/** Most fields are the same in many exchanges: they are read once, and are the same object then. */
const fields = new Map<string, Tree>()
const mostFields = 5_000

function fieldTree(name: string, value: string): Tree {
  const key = `${name}:${value}`
  const field = fields.get(key) ?? headerTree(name, value)
  if (fields.size >= mostFields) fields.clear()
  fields.set(key, field)
  return field
}

function requestCookies(headers: HeaderList): TreeObject {
  const trees = getHeaders(headers, 'cookie').map((value) => headerTree('cookie', value))
  return Object.assign({}, ...trees.filter((tree) => isTreeObject(tree))) as TreeObject
}

function responseCookies(headers: HeaderList, at: string): TreeObject {
  const cookies = getHeaders(headers, 'set-cookie').map((value) => cookieTree(value, at))
  const named = new Map<string, TreeObject>()
  for (const { name, ...attributes } of cookies.filter(isTreeObject)) {
    const text = scalarText(name)
    // Cookies of one name differ by path and domain (RFC 6265 §5.3).
    const place = [attributes['Domain'], attributes['Path']]
      .map((part) => scalarText(part))
      .join('')
    named.set(named.has(text) ? `${text} (${place})` : text, attributes)
  }
  return Object.fromEntries(named)
}

/**
 * Messages by what they are: how many there are, and in which order those of several kinds come,
 * depends on the clock.
 */
function byKind(messages: Tree): Tree {
  if (!Array.isArray(messages)) return messages
  const kinds = new Map<string, Tree[]>()
  for (const message of messages as readonly Tree[]) {
    if (!isTreeObject(message)) return messages
    const { data, direction } = message
    const own = message['event'] ?? message['op'] ?? message['kind'] ?? 'message'
    const name =
      direction === undefined ? scalarText(own) : `${scalarText(direction)} ${scalarText(own)}`
    const known = kinds.get(name)
    if (known) known.push(data ?? null)
    else kinds.set(name, [data ?? null])
  }
  return Object.fromEntries(kinds)
}
