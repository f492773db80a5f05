import { getHeader } from '../../entry/headers.ts'
import type { Content } from '../content/content.ts'
import type { Exchange } from '../exchange.ts'
import { isTreeObject, type Tree, type TreeObject } from '../tree.ts'
import { hashText } from './hash.ts'
import { kindOf } from './value-kind.ts'

/** Larger bodies are not parsed to find the operation: their ends are searched. */
const largestParsed = 32_768
const searched = 4096
const mostInBatch = 8

/**
 * What an exchange asks for beside method and path, where one path serves many purposes: the
 * operation of GraphQL, the method of JSON-RPC, the action of SOAP, of forms and of queries.
 */
export function operationOf(exchange: Exchange): string | undefined {
  for (const find of finders) {
    const found = find(exchange)
    if (found !== undefined) return found.slice(0, 200).replaceAll(/\s+/g, ' ')
  }
  return undefined
}

const finders: ReadonlyArray<(exchange: Exchange) => string | undefined> = [
  soapHeader,
  (exchange) => ofBody(exchange.requestContent),
  ofQuery,
]

function soapHeader({ entry }: Exchange): string | undefined {
  const { headers, method } = entry.request
  if (method !== 'POST') return undefined
  const type = getHeader(headers, 'content-type') ?? ''
  const action =
    getHeader(headers, 'soapaction') ??
    (type.includes('soap') ? /action="?([^";]+)/i.exec(type)?.[1] : undefined)
  return lastPart(action?.trim().replace(/^"(.*)"$/, '$1'))
}

function lastPart(action: string | undefined): string | undefined {
  const last = action?.split(/[/#:]/).findLast((part) => part !== '')
  return last === '' ? undefined : last
}

function ofBody(content: Content | undefined): string | undefined {
  if (!content || content.problem) return undefined
  if (content.kind === 'xml') return soapElement(content)
  if (content.mediaType === 'application/graphql') {
    return ofGraphql({ query: Buffer.from(content.bytes.subarray(0, largestParsed)).toString() })
  }
  if (content.kind !== 'json' && content.kind !== 'form' && content.kind !== 'multipart') {
    return undefined
  }
  if (content.size > largestParsed) return content.kind === 'json' ? inLarge(content) : undefined
  const tree = content.tree()
  if (Array.isArray(tree)) return ofBatch(tree as readonly Tree[])
  return isTreeObject(tree) ? ofObject(tree) : undefined
}

/** In JSON the operation is usually first or last. */
function inLarge({ bytes }: Content): string | undefined {
  const ends = Buffer.concat([bytes.subarray(0, searched), bytes.subarray(-searched)]).toString()
  const operation = /"operationName"\s*:\s*"(\w+)"/.exec(ends)?.[1]
  const method = /"jsonrpc"/.test(ends) ? /"method"\s*:\s*"([^"\\]+)"/.exec(ends)?.[1] : undefined
  const action = /^\s*\{[^{}[\]]{0,500}?"(?:action|op|operation|command)"\s*:\s*"([^"\\]+)"/.exec(
    ends,
  )
  return operation ?? method ?? word(action?.[1])
}

function soapElement(content: Content): string | undefined {
  const start = Buffer.from(content.bytes.subarray(0, largestParsed)).toString()
  if (!start.includes('Envelope')) return undefined
  return /<(?:[\w.-]+:)?Body\b[^>]*>\s*<(?:[\w.-]+:)?([\w.-]+)/.exec(start)?.[1]
}

function ofBatch(items: readonly Tree[]): string | undefined {
  const named = items
    .slice(0, 100)
    .map((item) => (isTreeObject(item) ? (ofGraphql(item) ?? ofRpc(item)) : undefined))
  const names = [...new Set(named.filter((name) => name !== undefined))].toSorted()
  if (names.length === 0) return undefined
  if (names.length <= mostInBatch) return names.join('+')
  return `${names.slice(0, mostInBatch).join('+')}+${shortHash(names.join(' '))}`
}

function ofObject(object: TreeObject): string | undefined {
  return ofGraphql(object) ?? ofRpc(object) ?? ofFields(object)
}

function ofGraphql(object: TreeObject): string | undefined {
  const name = text(object['operationName'])
  const query = text(object['query'])
  const isDocument =
    query !== undefined &&
    /^\s*(#[^\n]*\n\s*)*(query|mutation|subscription|fragment|\{)/.test(query)
  const hash = persistedHash(object['extensions']) ?? text(object['documentId'])
  if (!isDocument && hash === undefined && !(name !== undefined && 'variables' in object))
    return undefined
  if (name !== undefined && name !== '') return name
  if (isDocument) return nameOfDocument(query)
  return hash === undefined ? undefined : `persisted-${hash.slice(0, 12)}`
}

function persistedHash(extensions: Tree | undefined): string | undefined {
  const persisted = isTreeObject(extensions) ? extensions['persistedQuery'] : undefined
  return isTreeObject(persisted) ? text(persisted['sha256Hash']) : undefined
}

/** The only name in a document, or a hash of it without layout, comments and literals. */
function nameOfDocument(query: string): string {
  const names = [...query.matchAll(/\b(?:query|mutation|subscription)\s+(\w+)/g)].map(
    ([, name]) => name,
  )
  if (names.length === 1) return names[0]!
  const normal = query
    .replaceAll(/#[^\n]*/g, ' ')
    .replaceAll(/"(?:[^"\\]|\\.)*"|\b\d[\d.]*\b/g, '?')
    .replaceAll(/[\s,]+/g, ' ')
    .replaceAll(/ ?([{}()[\]:!=]) ?/g, '$1')
    .trim()
  const kind = /^(mutation|subscription)\b/.exec(normal)?.[1] ?? 'query'
  return `${kind}-${shortHash(normal)}`
}

/** JSON-RPC, and MCP, where one method calls many tools. */
function ofRpc(object: TreeObject): string | undefined {
  const method = text(object['method'])
  if (method === undefined || !('jsonrpc' in object || 'params' in object)) return undefined
  const parameters = object['params']
  const tool = isTreeObject(parameters) ? text(parameters['name']) : undefined
  return method === 'tools/call' && tool !== undefined ? `${method} ${tool}` : method
}

const fields = ['action', 'op', 'operation', 'command'] as const

function ofFields(object: TreeObject): string | undefined {
  return fields.map((field) => word(text(object[field]))).find((name) => name !== undefined)
}

const parameters: ReadonlySet<string> = new Set([...fields, 'method', 'operationName'])

function ofQuery({ target }: Exchange): string | undefined {
  if (target.query.length === 0) return undefined
  const named = target.query.find(
    ([name, value]) => parameters.has(name) && word(value) !== undefined,
  )
  if (named) return named[1]
  const values = Object.fromEntries(target.query)
  const query = values['query']
  const extensions = values['extensions']
  if (query === undefined && extensions === undefined) return undefined
  return ofGraphql({
    ...(query === undefined ? {} : { query }),
    ...(extensions === undefined ? {} : { extensions: parsed(extensions) }),
  })
}

function parsed(json: string): Tree {
  try {
    return JSON.parse(json) as Tree
  } catch {
    return null
  }
}

function word(value: string | undefined): string | undefined {
  const isWord = value !== undefined && /^[\p{L}_][\p{L}\d_.:/-]{0,63}$/u.test(value)
  return isWord && kindOf(value) === 'stable' ? value : undefined
}

/** Forms may hold a list of values for each name. */
function text(value: Tree | undefined): string | undefined {
  const single = Array.isArray(value) && value.length === 1 ? (value[0] as Tree) : value
  return typeof single === 'string' ? single : undefined
}

function shortHash(value: string): string {
  return hashText(value).toString(16).padStart(8, '0')
}
