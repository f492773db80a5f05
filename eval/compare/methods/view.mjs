import { requestBytes, responseBytes } from '../kit/body.mjs'

/**
 * What the methods of others look at: URLs, statuses, headers, bodies as JSON values or text.
 *
 * @typedef {ReturnType<typeof exchangeOf>} ViewedExchange
 */
const views = new WeakMap()

/**
 * @param {import('../kit/session.mjs').EvalSession} session
 * @param {Readonly<Record<string, string>>} [hostMap] Hosts that are replaced everywhere, as people
 *   do it by hand for tools that cannot.
 * @returns {readonly ViewedExchange[]}
 */
export function viewOf(session, hostMap = {}) {
  const key = JSON.stringify(hostMap)
  const known = views.get(session) ?? new Map()
  views.set(session, known)
  if (!known.has(key)) {
    const replace = (text) =>
      Object.entries(hostMap).reduce((result, [from, to]) => result.replaceAll(from, to), text)
    known.set(
      key,
      session.har.log.entries.map((entry, position) => exchangeOf(entry, position, replace)),
    )
  }
  return known.get(key)
}

function exchangeOf(entry, position, replace) {
  const { request, response } = entry
  return {
    position,
    method: request.method,
    url: replace(request.url),
    status: response.status,
    requestHeaders: headersOf(request.headers, replace),
    responseHeaders: headersOf(response.headers, replace),
    request: treeOf(requestBytes(entry), request.headers, replace),
    response: treeOf(responseBytes(entry), response.headers, replace),
    messages: (entry._webSocketMessages ?? entry._eventSourceMessages ?? []).map(({ data }) =>
      parse(replace(data)),
    ),
  }
}

function headersOf(headers, replace) {
  const found = {}
  for (const { name, value } of headers) {
    const key = name.toLowerCase()
    found[key] = key in found ? `${found[key]}, ${replace(value)}` : replace(value)
  }
  return found
}

function treeOf(bytes, headers, replace) {
  if (bytes.length === 0) return undefined
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? ''
  const text = replace(bytes.toString('latin1'))
  if (/json/.test(type)) return parse(text)
  if (/x-www-form-urlencoded/.test(type)) return Object.fromEntries(new URLSearchParams(text))
  return text
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** All scalars by place: `status`, `response.headers.vary`, `response.body.items[0].price`. */
export function leavesOf(exchange) {
  const leaves = new Map([['status', exchange.status]])
  add(leaves, 'request.headers', exchange.requestHeaders)
  add(leaves, 'response.headers', exchange.responseHeaders)
  add(leaves, 'request.body', exchange.request)
  add(leaves, 'response.body', exchange.response)
  add(leaves, 'messages', exchange.messages)
  return leaves
}

function add(leaves, path, value) {
  if (value === undefined) return
  if (value === null || typeof value !== 'object') leaves.set(path, value)
  else if (Array.isArray(value)) {
    if (value.length === 0) leaves.set(`${path}[]`, 'empty')
    for (const [at, item] of value.entries()) add(leaves, `${path}[${at}]`, item)
  } else for (const [name, member] of Object.entries(value)) add(leaves, `${path}.${name}`, member)
}
