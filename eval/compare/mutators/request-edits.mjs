import { setRequestBody } from '../kit/body.mjs'
import { headerOf, setHeader } from '../kit/headers.mjs'
import { requestJson, setRequestJson } from '../kit/json-entries.mjs'
import { nodesOf, patternOf, removeAt, setAt } from '../kit/json-paths.mjs'
import { entriesOf } from './context.mjs'

/** An entry that fits. */
export const pick = (context, fits, kinds) =>
  context.random.pick(entriesOf(context, kinds).filter(fits))

/** Moves all entries from a position on, so that times stay in order. */
export function insertAfter(har, position, entry, milliseconds = 40) {
  har.log.entries.splice(position + 1, 0, entry)
  const time = Date.parse(har.log.entries[position].startedDateTime) + milliseconds
  entry.startedDateTime = new Date(time).toISOString()
}

/** Sets the URL wherever the HAR has it. */
export function setUrl(entry, url) {
  entry.request.url = url.href
  entry.request.queryString = [...url.searchParams].map(([name, value]) => ({ name, value }))
  if (headerOf(entry.request, ':path') !== undefined) {
    setHeader(entry.request, ':path', url.pathname + url.search)
    setHeader(entry.request, ':authority', url.host)
  } else setHeader(entry.request, 'host', url.host)
}

/** Members of a request's JSON that are the same in all runs. */
function bodyPlaces({ facts }, entry) {
  const root = requestJson(entry)
  if (root === undefined) return []
  const table = facts.request(entry._eval.tag)
  const names =
    Array.isArray(root) || root.jsonrpc ? /^(jsonrpc|method|id)$/ : /^(query|operationName)$/
  return [...nodesOf(root)].filter(
    ([path, value]) =>
      typeof path.at(-1) === 'string' &&
      (value === null || typeof value !== 'object') &&
      !(path.length < 3 && names.test(path.at(-1))) &&
      table.isAlways(path) &&
      table.isStable(path),
  )
}

const formPairs = ({ request }) =>
  (request.postData?.params ?? []).filter(({ name }) => !/csrf|_token|ViewState|tan/.test(name))

/** Changes one member of a JSON or form body. */
export function changeBody(context, change) {
  const entry = pick(
    context,
    (found) => bodyPlaces(context, found).length > 0 || formPairs(found).length > 0,
    ['write', 'read'],
  )
  if (!entry) return undefined
  const root = requestJson(entry)
  if (root !== undefined) {
    const [path, value] = context.random.pick(bodyPlaces(context, entry))
    change({
      remove: () => removeAt(root, path),
      set: (convert) => setAt(root, path, convert(value)),
    })
    setRequestJson(entry, root)
    return { entries: [entry], path: patternOf(path) }
  }
  const { name } = context.random.pick(formPairs(entry))
  const pairs = new URLSearchParams(entry.request.postData.text)
  change({
    remove: () => pairs.delete(name),
    set: (convert) => pairs.set(name, convert(pairs.get(name))),
  })
  setRequestBody(entry, Buffer.from(pairs.toString()))
  return { entries: [entry], path: name }
}

/** Another value of the same type. */
export const other = (value) =>
  typeof value === 'number'
    ? value + 1
    : typeof value === 'boolean'
      ? !value
      : value === null
        ? 'x'
        : `${value}x`

/** Takes one entry out. */
export function withoutEntry(context, fits, kinds) {
  const entry = pick(context, fits, kinds)
  if (!entry) return undefined
  context.har.log.entries = context.har.log.entries.filter((each) => each !== entry)
  return { entries: [], tags: [entry._eval.tag], path: '' }
}

/** Whether the path says that it is an API. */
export const isApi = ({ request }) =>
  /\/(api|rest|services|graphql|v2|rpc)(\/|$|\?)/.test(request.url)

/** A version more in the paths. */
export function move(entries) {
  for (const entry of entries) {
    const url = new URL(entry.request.url)
    url.pathname = /\/v\d+\//.test(url.pathname)
      ? url.pathname.replace(/\/v(\d+)\//, (_, version) => `/v${Number(version) + 1}/`)
      : url.pathname.replace(/\/(api|rest|services|graphql|rpc)(?=\/|$)/, '/$1/v2')
    setUrl(entry, url)
  }
  return { entries, path: new URL(entries[0].request.url).pathname }
}

/** A copy as a simple request of its own. */
export function asGet(entry) {
  const twin = structuredClone(entry)
  twin._eval = { tag: 'extra', kind: 'read' }
  twin.request.method = 'GET'
  delete twin.request.postData
  twin.request.bodySize = 0
  twin.request.headers = twin.request.headers.filter(({ name }) => !/^content-/i.test(name))
  if (headerOf(twin.request, ':method') !== undefined) setHeader(twin.request, ':method', 'GET')
  if (twin._hartifact) delete twin._hartifact.request
  twin.response.status = 200
  return twin
}

/** Kinds of entries that read or write. */
export const anything = ['read', 'write', 'page', 'download', 'asset', 'random']
