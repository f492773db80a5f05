import { setResponseBody } from '../kit/body.mjs'
import { headerOf, removeHeader, setHeader } from '../kit/headers.mjs'
import { requestJson, responseJson, setResponseJson } from '../kit/json-entries.mjs'
import { entriesOf } from './context.mjs'

const fail = (variant, status, error) => ({
  id: 'M1',
  variant,
  expected: 'breaking',
  rules: ['response.status.worse'],
  apply(context) {
    const entry = context.random.pick(
      entriesOf(context, ['read', 'write', 'page', 'download']).filter(
        ({ response }) => response.status < 300,
      ),
    )
    if (!entry) return undefined
    entry.response.status = status
    entry.response.statusText = error
    setHeader(entry.response, 'content-type', 'application/json')
    setResponseBody(entry, Buffer.from(JSON.stringify({ error })))
    return { entries: [entry], path: 'status' }
  },
})

/** @type {import('./context.mjs').Mutator[]} */
export const statusMutators = [
  fail('500', 500, 'Internal Server Error'),
  fail('403', 403, 'Forbidden'),
  {
    id: 'M2',
    variant: '201 or 202 to 200',
    expected: 'warning',
    rules: ['response.status.changed'],
    apply(context) {
      const entry = pick(context, ({ response }) => [201, 202].includes(response.status))
      if (!entry) return undefined
      entry.response.status = 200
      if (entry.response.statusText) entry.response.statusText = 'OK'
      return { entries: [entry], path: 'status' }
    },
  },
  {
    id: 'M3',
    variant: '200 to 204 without body',
    expected: 'breaking',
    rules: ['response.body.emptied', 'response.status.changed'],
    apply(context) {
      const entry = pick(
        context,
        ({ response }) => response.status === 200 && response.content.size > 0,
      )
      if (!entry) return undefined
      entry.response.status = 204
      if (entry.response.statusText) entry.response.statusText = 'No Content'
      for (const name of [
        'content-type',
        'content-encoding',
        'content-length',
        'transfer-encoding',
      ]) {
        removeHeader(entry.response, name)
      }
      setResponseBody(entry, Buffer.alloc(0))
      return { entries: [entry], path: 'body' }
    },
  },
  {
    id: 'M4',
    variant: 'error in the body',
    expected: 'breaking',
    rules: ['response.error'],
    apply(context) {
      const entry = pick(context, (found) => errorOf(found) !== undefined)
      if (!entry) return undefined
      const error = errorOf(entry)
      if (typeof error === 'string') setResponseBody(entry, Buffer.from(error))
      else if (Buffer.isBuffer(error)) setResponseBody(entry, error)
      else setResponseJson(entry, error)
      return { entries: [entry], path: 'body' }
    },
  },
  {
    id: 'M21',
    variant: 'another media type',
    expected: 'breaking',
    rules: ['response.content-type.changed'],
    apply(context) {
      const entry = pick(context, ({ response }) => response.content.size > 0, [
        'read',
        'write',
        'page',
        'download',
      ])
      if (!entry) return undefined
      const { response } = entry
      const isText = response.content.encoding === undefined
      const type = !isText
        ? 'application/x-download'
        : /json/.test(response.content.mimeType)
          ? 'text/plain; charset=utf-8'
          : 'application/octet-stream'
      setHeader(response, 'content-type', type)
      response.content.mimeType = type
      return { entries: [entry], path: 'content-type' }
    },
  },
  {
    id: 'M26',
    variant: 'redirect to the wrong path',
    expected: 'breaking',
    rules: ['response.location.changed'],
    apply(context) {
      const entry = pick(
        context,
        ({ response }) => headerOf(response, 'location') !== undefined && response.status >= 300,
        ['write', 'redirect'],
      )
      if (!entry) return undefined
      const location = headerOf(entry.response, 'location').replace(/\/[^/]*$/, '/error')
      setHeader(entry.response, 'location', location)
      entry.response.redirectURL = location
      return { entries: [entry], path: 'location' }
    },
  },
]

function pick(context, fits, kinds) {
  return context.random.pick(entriesOf(context, kinds).filter(fits))
}

/** The same answer as an error of its protocol, with a status of success. */
function errorOf(entry) {
  const sent = requestJson(entry)
  const { content } = entry.response
  if (typeof sent?.query === 'string') {
    return {
      data: null,
      errors: [
        { message: 'Internal error', path: [sent.operationName], extensions: { code: 'INTERNAL' } },
      ],
    }
  }
  if (sent?.jsonrpc && responseJson(entry)) {
    return { jsonrpc: '2.0', id: sent.id, error: { code: -32_603, message: 'Internal error' } }
  }
  if (/soap:Envelope/.test(content.text ?? '')) {
    return '<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>Internal error</faultstring></soap:Fault></soap:Body></soap:Envelope>'
  }
  if (/grpc-web/.test(content.mimeType)) {
    const trailer = Buffer.from('grpc-status:13\r\ngrpc-message:internal\r\n')
    const head = Buffer.from([0x80, 0, 0, 0, trailer.length])
    return Buffer.concat([head, trailer])
  }
  return undefined
}
