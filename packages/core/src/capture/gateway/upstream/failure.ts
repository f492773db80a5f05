import type { Failure, FailureKind } from '../../../entry/entry.ts'

/** The first that matches counts. */
const kinds: ReadonlyArray<readonly [pattern: RegExp, kind: FailureKind]> = [
  [/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/, 'dns'],
  [
    /^(ECONNREFUSED|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EAFNOSUPPORT|EACCES|EPERM|ERR_PROXY_TUNNEL)$/,
    'refused',
  ],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/, 'timeout'],
  [
    /CERT|CRL|^(EPROTO|ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_TO_|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/,
    'upstream-tls',
  ],
  // The server cut one stream or said goodbye (RFC 9113 §5.4.2, §6.8).
  [/^ERR_HTTP2_(STREAM_ERROR|STREAM_CANCEL|GOAWAY_SESSION|INVALID_SESSION)$/, 'reset'],
  [/^(HPE_|ERR_HTTP2?_|ERR_INVALID)/, 'protocol'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ENOTCONN|ERR_STREAM_|ERR_SOCKET_CLOSED)/, 'reset'],
]

/** What an error on the way to the server means. */
export function upstreamFailure(error: { code?: string; message?: string }): Failure {
  // A DOMException has a number.
  const code = typeof error.code === 'string' ? error.code : ''
  const kind = kinds.find(([pattern]) => pattern.test(code))?.[1] ?? 'other'
  const message = tidy(error.message || 'The connection to the server failed')
  return { kind, message, ...(code && { code }) }
}

/** Without what differs from run to run, or between versions of Node. */
function tidy(message: string): string {
  return message
    .split('\n', 1)[0]!
    .replace(/^(.*?)[0-9A-F]{8,}:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):.*$/, '$1$2')
    .replace(/; if the root CA is installed locally, .*$/, '')
}
