import { requestBytes, responseBytes, setRequestBody, setResponseBody } from './body.mjs'
import { headerOf } from './headers.mjs'

const isJson = (type) => /json/.test(type ?? '') && !/ndjson/.test(type ?? '')

/** The JSON of an answer, or undefined. */
export function responseJson(entry) {
  if (!isJson(headerOf(entry.response, 'content-type'))) return undefined
  const bytes = responseBytes(entry)
  return bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'))
}

export function setResponseJson(entry, value) {
  setResponseBody(entry, Buffer.from(JSON.stringify(value)))
}

/** The JSON of a request, or undefined. */
export function requestJson(entry) {
  if (!isJson(headerOf(entry.request, 'content-type'))) return undefined
  const bytes = requestBytes(entry)
  return bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'))
}

export function setRequestJson(entry, value) {
  setRequestBody(entry, Buffer.from(JSON.stringify(value)))
}
