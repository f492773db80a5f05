/**
 * Bodies, and how they stand in a HAR. A body that is written with Hartifact's own fields keeps its
 * bytes on the wire, as our exporter writes it; otherwise it stands there as Chrome has it.
 *
 * @typedef {{ type: string, bytes: any }} Body
 */
import { createHash } from 'node:crypto'
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  gzipSync,
  gunzipSync,
} from 'node:zlib'
import { headerOf, setHeader } from './headers.mjs'

/** @returns {Body} */
export const text = (type, content) => ({ type, bytes: Buffer.from(content) })
/** @returns {Body} */
export const binary = (type, bytes) => ({ type, bytes: Buffer.from(bytes) })
/** @returns {Body} */
export const html = (content) => text('text/html; charset=utf-8', content)
/** @returns {Body} */
export const form = (pairs) =>
  text('application/x-www-form-urlencoded', new URLSearchParams(pairs).toString())

/**
 * @param {string} boundary
 * @param {ReadonlyArray<{ name: string, fileName?: string, type?: string, content: string | Uint8Array }>} parts
 * @returns {Body}
 */
export function multipart(boundary, parts) {
  const pieces = parts.flatMap(({ content, fileName, name, type }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    fileName ? `; filename="${fileName}"` : '',
    type ? `\r\nContent-Type: ${type}` : '',
    '\r\n\r\n',
    content,
    '\r\n',
  ])
  const bytes = Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)))
  return { type: `multipart/form-data; boundary=${boundary}`, bytes }
}

const isText = (type) =>
  /^(text\/|application\/(.*json|.*xml|javascript|x-www-form-urlencoded|x-ndjson|yaml))|charset=/.test(
    type,
  )

const coders = {
  gzip: { encode: (bytes) => gzipSync(bytes), decode: gunzipSync },
  br: {
    encode: (bytes) =>
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    decode: brotliDecompressSync,
  },
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** Sets the body of an answer with everything that depends on it; type and coding are those of the headers. */
export function setResponseBody(entry, bytes) {
  const { response } = entry
  const type = headerOf(response, 'content-type') ?? ''
  const coder = coders[headerOf(response, 'content-encoding') ?? '']
  const wire = coder ? coder.encode(bytes) : bytes
  const ours = entry._hartifact !== undefined
  response.bodySize = wire.length
  response.content = {
    size: bytes.length,
    ...(coder && { compression: bytes.length - wire.length }),
    mimeType: type || 'x-unknown',
    ...(bytes.length > 0 &&
      (isText(type)
        ? { text: bytes.toString('utf8') }
        : { text: bytes.toString('base64'), encoding: 'base64' })),
  }
  if (headerOf(response, 'content-length') !== undefined) {
    setHeader(response, 'content-length', String(wire.length))
  }
  if (!ours) {
    response._transferSize = wire.length + 120
    return
  }
  delete entry._hartifact.response
  if (bytes.length > 0) {
    entry._hartifact.response = {
      body: {
        sha256: sha256(wire),
        ...(coder && { decodedSize: bytes.length, wire: wire.toString('base64') }),
      },
    }
  }
}

/** Sets the body of a request; its type is that of the headers. */
export function setRequestBody(entry, bytes) {
  const { request } = entry
  const type = headerOf(request, 'content-type') ?? ''
  request.bodySize = bytes.length
  if (headerOf(request, 'content-length') !== undefined) {
    setHeader(request, 'content-length', String(bytes.length))
  }
  const ours = entry._hartifact !== undefined
  const content = bytes.toString('utf8')
  if (Buffer.from(content).equals(bytes)) {
    request.postData = {
      mimeType: type,
      text: content,
      ...(type.startsWith('application/x-www-form-urlencoded') && {
        params: [...new URLSearchParams(content)].map(([name, value]) => ({ name, value })),
      }),
    }
  } else {
    request.postData = { mimeType: type, text: bytes.toString('base64'), encoding: 'base64' }
  }
  if (ours) entry._hartifact.request = { body: { sha256: sha256(bytes) } }
}

/** Decoded bytes of an answer. */
export function responseBytes(entry) {
  const { encoding, text: content } = entry.response.content
  return Buffer.from(content ?? '', encoding === 'base64' ? 'base64' : 'utf8')
}

/** Bytes of a request's body. */
export function requestBytes(entry) {
  const { encoding, text: content } = entry.request.postData ?? {}
  return Buffer.from(content ?? '', encoding === 'base64' ? 'base64' : 'utf8')
}
