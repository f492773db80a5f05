import type { Exchange } from '../exchange.ts'
import { isTreeObject, type Tree } from '../tree.ts'

const writes: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const readingName = /^(?:get|list|read|search|query|find|fetch|ping|status|describe|count|lookup)/i

/**
 * Whether a request changes something at the server, as far as it can be told: by its method
 * (RFC 9110 §9.2.1), and for protocols that post everything by the operation.
 */
export function isWrite({ entry, requestContent, target }: Exchange): boolean {
  if (!writes.has(entry.request.method)) return false
  if (/(?:search|query|lookup|preview|validate)$/i.test(target.path)) return false
  if (requestContent?.kind !== 'json') return true
  const body = requestContent.tree()
  const operations = Array.isArray(body) ? (body as readonly Tree[]) : [body]
  return operations.length === 0 || operations.some((operation) => isWriteOperation(operation))
}

function isWriteOperation(operation: Tree): boolean {
  if (!isTreeObject(operation)) return true
  const { jsonrpc, method, operationName, query } = operation
  if (typeof query === 'string') return /^\s*mutation\b/m.test(query)
  if (typeof operationName === 'string') return !readingName.test(operationName)
  if (jsonrpc !== undefined && typeof method === 'string') {
    return !readingName.test(method.split(/[./]/).at(-1) ?? method)
  }
  return true
}
