import { once } from 'node:events'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { cookieJar } from '../kit/cookies.mjs'

const decoders = { gzip: gunzipSync, br: brotliDecompressSync }

/**
 * A client with a cookie jar that sends everything through a proxy, and follows no redirects.
 *
 * @param {string} proxyUrl
 * @param {string} base Address of the server.
 */
export function clientOf(proxyUrl, base) {
  const proxy = new URL(proxyUrl)
  const jar = cookieJar()
  return async function send(method, path, { body, form, headers = {}, json } = {}) {
    const url = new URL(path, base)
    const cookie = jar
      .for(url.host)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const content =
      json !== undefined
        ? JSON.stringify(json)
        : form !== undefined
          ? new URLSearchParams(form).toString()
          : body
    const sent = request({
      host: proxy.hostname,
      port: proxy.port,
      method,
      path: url.href,
      headers: {
        host: url.host,
        'user-agent': 'scripted-client/1.0',
        accept: '*/*',
        'accept-encoding': 'gzip, br',
        ...(cookie && { cookie }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(content !== undefined && { 'content-length': Buffer.byteLength(content) }),
        ...headers,
      },
    })
    sent.end(content)
    const [response] = await once(sent, 'response')
    const wire = await buffer(response)
    const decode = decoders[response.headers['content-encoding']] ?? ((bytes) => bytes)
    for (const line of response.headers['set-cookie'] ?? []) jar.store(url.host, line)
    const text = decode(wire).toString('utf8')
    const { location } = response.headers
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      location: location && new URL(location, url).href,
      json: () => JSON.parse(text),
    }
  }
}
