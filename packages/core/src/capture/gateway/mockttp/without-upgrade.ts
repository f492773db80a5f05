import type { IncomingMessage } from 'node:http'
import { pairHeaders } from '../../../entry/headers.ts'

const ofUpgrade = /^(?:upgrade|http2-settings)$/i

/**
 * Whether an upgrade is better not passed on, which a proxy may do (RFC 9110 §7.8). HTTP/2 in plain
 * text is offered by clients that speak HTTP/1.1 as well, and could not be read; a request with a body
 * cannot wait for the answer.
 */
export function mayIgnoreUpgrade({ headers }: IncomingMessage): boolean {
  return (
    /^h2c$/i.test(headers.upgrade ?? '') ||
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length'] ?? 0) > 0
  )
}

/** The head of a request as one that asks for no upgrade: bytes for a parser. */
export function withoutUpgrade(request: IncomingMessage): Buffer {
  const fields = pairHeaders(request.rawHeaders)
    .filter(([name]) => !ofUpgrade.test(name))
    .flatMap(([name, value]) => {
      if (!/^connection$/i.test(name)) return [`${name}: ${value}\r\n`]
      const options = value.split(',').filter((option) => !ofUpgrade.test(option.trim()))
      return options.length > 0 ? [`${name}: ${options.join(',').trim()}\r\n`] : []
    })
  const line = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`
  return Buffer.from(`${line}${fields.join('')}\r\n`, 'latin1')
}
